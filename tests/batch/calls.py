"""Small stored calls, and jobs for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from trainer.batch.jobs import Job, Options
from trainer.call import Call, Utterance, to_json
from trainer.scenario.resolved import Scenario

SPEECH = Path(__file__).parents[1] / "data" / "calls" / "fourfold.opus"  # m001 of ../match, four times: 14 s
TEXT = """
slots: {公司: 海棠苑}
turns:
  - {id: a, cue: ring, rules: [{required: 您好}, {required: "{公司}"}, {banned: 没办法, fatal: true}]}
  - {id: b, line: 喂, rules: [{required: 再见}]}
"""


def store(folder: Path, name: str, *texts: str, **more: Any) -> str:
    """A stored call with one utterance in each turn; its path."""
    said = tuple(Utterance("agent", text, turn=turn, **more) for text, turn in zip(texts, "ab", strict=False))
    call = Call(said, path=("a", "b"), source=name, mode="recording", duration=60.0)
    path = folder / name
    path.write_text(json.dumps(to_json(call), ensure_ascii=False), encoding="utf-8")
    return str(path)


def job(recording: str, scenario: Scenario, key: str = "", **more: Any) -> Job:
    return Job(recording, scenario.sha256, Options(), key=key, **more)
