"""The recorded sample calls through real recognition, as `scripts/demo.py` scores them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from trainer.recognition.models import Models

ROOT = Path(__file__).resolve().parent.parent
MODEL = "whisper-base"

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        MODEL not in [model.name for model in Models().installed()],
        reason=f"{MODEL} is not installed: trainer models pull {MODEL}",
    ),
]


@cache
def scored(scenario: str, hash_seed: str = "0") -> bytes:
    """The result line of a sample call, from a process of its own."""
    command = f"-m trainer score scenarios/samples/{scenario}.opus -s {scenario} --json --model {MODEL}"
    return subprocess.run(
        [sys.executable, *command.split()],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
    ).stdout


def verdicts(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {verdict["id"]: verdict for verdict in result["verdicts"]}


@pytest.mark.parametrize(
    ("scenario", "lowest", "highest", "passed"),
    [
        pytest.param("in-aftersales", 90, 100, True, id="excellent"),
        pytest.param("fu-visit", 60, 79.9, False, id="ordinary"),
        pytest.param("cp-leak", 0, 45, False, id="bad"),
    ],
)
def test_a_sample_gets_the_mark_a_fair_listener_would_give(
    scenario: str, lowest: float, highest: float, passed: bool
) -> None:
    result = json.loads(scored(scenario))
    assert lowest <= result["total"] <= highest
    assert result["passed"] is passed


def test_the_taboo_words_of_the_bad_call_are_quoted_where_they_were_said() -> None:
    result = json.loads(scored("cp-leak"))
    unknown = verdicts(result)["taboo.unknown"]
    assert unknown["outcome"] == "missed"
    assert unknown["deducted"] > 0
    evidence = unknown["evidence"][0]
    said = result["call"]["utterances"][evidence["utterance"]]
    assert said["speaker"] == "agent"
    assert said["text"][evidence["char_start"] : evidence["char_end"]] == evidence["said"] == "不知道"
    assert said["start"] <= evidence["start"] < evidence["end"] <= said["end"]


def test_the_good_calls_are_not_accused_of_anything() -> None:
    for scenario in ("in-aftersales", "fu-visit"):
        hits = {i: v["why"] for i, v in verdicts(json.loads(scored(scenario))).items() if v["deducted"]}
        assert hits == {}


def test_two_processes_give_the_same_bytes() -> None:
    assert scored("fu-visit") == scored("fu-visit", "1")
