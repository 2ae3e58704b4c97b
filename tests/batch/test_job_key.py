from __future__ import annotations

from dataclasses import replace

import pytest

from trainer.audio.decode import Raw
from trainer.batch import job_key as module
from trainer.batch.job_key import job_key
from trainer.batch.jobs import Job, Options

JOB = Job("/a.wav", "scenario", Options(slots={"甲": "1", "乙": "2"}), "2031", "2026-11-30")
KEY = job_key(JOB, "content", "whisper", "whisper-base")

OTHER = {
    "scenario": replace(JOB, scenario="x"),
    "channel": replace(JOB, options=replace(JOB.options, agent_channel="right")),
    "turn": replace(JOB, options=replace(JOB.options, turn="a")),
    "raw": replace(JOB, options=replace(JOB.options, raw=Raw(8000, 1, "ALAW"))),
    "slots": replace(JOB, options=replace(JOB.options, slots={"甲": "2", "乙": "1"})),
}


@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER)
def test_whatever_decides_the_result_is_in_the_key(other: Job) -> None:
    assert job_key(other, "content", "whisper", "whisper-base") != KEY


def test_content_engine_model_and_version_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        KEY,
        job_key(JOB, "x", "whisper", "whisper-base"),
        job_key(JOB, "content", "vosk", "whisper-base"),
        job_key(JOB, "content", "whisper", "whisper-small"),
        job_key(JOB, "content", None, None),
    }
    monkeypatch.setattr(module, "__version__", "99")
    assert len({*found, job_key(JOB, "content", "whisper", "whisper-base")}) == 6


def test_name_place_order_trainee_and_date_are_not() -> None:
    same = replace(JOB, recording="/b/c.wav", options=replace(JOB.options, slots={"乙": "2", "甲": "1"}), key="old")
    assert job_key(same, "content", "whisper", "whisper-base") == KEY
    assert job_key(replace(JOB, trainee=None, date=None), "content", "whisper", "whisper-base") == KEY
