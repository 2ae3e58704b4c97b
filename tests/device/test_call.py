"""Whole exams by voice: virtual microphone, real VAD, whisper-base, pyttsx3 with espeak-ng; the scorecard is asserted.

The replies are those of the recorded sample calls, on which `trainer score` has an opinion (tests/test_samples.py).
The three calls run side by side, each in a process with a sound card of its own: one after the other they take five
minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pulse import missing

from trainer.history.opened import opened
from trainer.history.values import Session
from trainer.practice import saved_state
from trainer.recognition.models import Models

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("spoken_call.py")
SHARED = ROOT.parent / "shared" / "audio"
CALLS: Mapping[str, tuple[str, ...]] = {
    "in-aftersales": (),
    "fu-visit": ("--variant", "solved"),
    "cp-leak": (),
}
LONGEST = 600  # s; a call takes about two minutes

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
    pytest.mark.skipif(
        "whisper-base" not in [model.name for model in Models().installed()],
        reason="whisper-base is not installed: trainer models pull whisper-base",
    ),
]


@contextmanager
def running(*words: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A script of ours beside this process; it ends, and its pipe closes, with the `with` block."""
    with subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, **options) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def listening() -> Iterator[subprocess.Popen[bytes]]:
    """Two minutes of listening, beside the calls."""
    with running("scripts/bench.py", "live", "--only", "listening", "--json", "--minutes", "2") as process:
        yield process


@pytest.fixture(scope="module")
def calls(
    tmp_path_factory: pytest.TempPathFactory, listening: subprocess.Popen[bytes]
) -> dict[str, tuple[Session, dict[str, Any]]]:
    """Scenario → its finished session and what the script says of it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TRAINER_MODELS": str(ROOT / "models")}
    processes: dict[str, subprocess.Popen[bytes]] = {}
    done: dict[str, Any] = {}
    with ExitStack() as stack:
        for scenario, options in CALLS.items():
            folder = tmp_path_factory.mktemp(scenario)
            screen = stack.enter_context((folder / "screen").open("wb"))  # a pipe nobody empties would hold the call up
            call = running(str(SCRIPT), scenario, str(folder), *options, env=environment, stderr=screen)
            processes[scenario] = stack.enter_context(call)
        for scenario, process in processes.items():
            out, _ = process.communicate(timeout=LONGEST)
            assert process.returncode == 0, f"see {tmp_path_factory.getbasetemp()}"
            told = json.loads(out)
            with opened(Path(told["folder"])) as store:
                session = store.session_of(told["session"])
            assert session is not None
            done[scenario] = session, told
    return done


@pytest.mark.parametrize(
    ("scenario", "lowest", "highest", "passed"),
    [
        pytest.param("in-aftersales", 85, 100, True, id="excellent"),
        pytest.param("fu-visit", 60, 79.9, False, id="ordinary"),
        pytest.param("cp-leak", 0, 45, False, id="bad"),
    ],
)
def test_a_call_gets_the_mark_a_fair_listener_would_give(calls, scenario, lowest, highest, passed):
    session, _ = calls[scenario]
    assert session.card is not None
    assert session.card.total is not None
    assert lowest <= session.card.total <= highest
    assert session.card.passed is passed


@pytest.mark.parametrize("scenario", list(CALLS))
def test_everything_was_heard_timed_and_kept(calls, scenario: str):
    session, told = calls[scenario]
    card = session.card
    assert card is not None
    replies = [one for one in card.call.utterances if one.speaker == "agent"]

    assert (session.source, card.call.engine, card.call.model) == ("voice", "whisper", "whisper-base")
    assert told["overflows"] == 0
    assert all(one.text and one.recognised and one.gate is None for one in replies)
    assert {one.turn for one in replies} == {visit.turn for visit in saved_state.from_json(session.state).visits} - {
        "goodbye"
    }
    assert all(one.pitch and one.loudness is not None and -40 < one.loudness < -10 for one in replies)
    assert not card.call.echo
    assert card.call.both_sides
    assert card.call.ended_by == "caller"
    recordings = Path(told["folder"]) / "recordings" / session.key
    assert {one.audio.file for one in replies if one.audio} == {path.name for path in recordings.iterdir()}


@pytest.mark.parametrize("scenario", list(CALLS))
def test_the_gap_is_the_one_the_trainee_left(calls, scenario: str):
    """0.8 s between the caller's last word and the reply, as far as two processes can keep it."""
    card = calls[scenario][0].card
    spoken = [one for one in card.call.utterances if one.start is not None]
    gaps = [b.start - a.end for a, b in pairwise(spoken) if (a.speaker, b.speaker) == ("caller", "agent")]
    assert len(gaps) >= 4
    assert all(0.5 < gap < 2.0 for gap in gaps)


def test_the_taboo_words_of_the_bad_call_are_found_where_they_were_said(calls):
    card = calls["cp-leak"][0].card
    unknown = next(verdict for verdict in card.verdicts if verdict.id == "taboo.unknown")
    said = card.call.utterances[unknown.evidence[0].utterance]
    assert unknown.deducted > 0
    assert said.turn == "outburst"
    assert said.start <= unknown.evidence[0].start < unknown.evidence[0].end <= said.end


@pytest.mark.parametrize("scenario", ["in-aftersales", "fu-visit"])
def test_the_good_calls_are_not_accused_of_anything(calls, scenario: str):
    assert {v.id: v.why for v in calls[scenario][0].card.verdicts if v.deducted} == {}


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no test speech at {SHARED}")
def test_nothing_is_lost_in_two_minutes_of_listening(calls, listening: subprocess.Popen[bytes]):
    out, _ = listening.communicate(timeout=LONGEST)
    figures = {figure["name"]: figure["value"] for figure in json.loads(out)["figures"]}

    assert figures["blocks lost"] == 0
    assert figures["captured is sample for sample what was played"] == 1
    assert figures["memory, most in the second half ÷ most in the first"] <= 1.05
