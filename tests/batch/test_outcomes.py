from __future__ import annotations

from typing import Any

import pytest

from trainer.batch.outcomes import Batch, Outcome, read_batch, sample

VERDICT = {
    "id": "a.x", "operator": "required", "outcome": "missed", "points": 1, "earned": 0, "deducted": 0, "evidence": []
}  # fmt: skip


def line(recording: str, total: float | None = 100, **more: Any) -> dict[str, Any]:
    """A line of `results.jsonl`, as far as it is read."""
    job = {"recording": recording, "key": recording, "trainee": None, "date": None, "fatal": [], **more.pop("job", {})}
    return {
        "scenario": {"id": "s", "sha256": "sha"},
        "call": {"duration": 90.0, "trainee": None, "engine": "whisper", "model": "whisper-base"},
        "pace": {"gross": 200.0},
        "total": total,
        "passed": None if total is None else total >= 80,
        "judged": 1.0,
        "review": [],
        "verdicts": [],
        **more,
        "job": job,
    }


def failed(recording: str, code: str = "audio") -> dict[str, Any]:
    job = {"recording": recording, "key": "", "trainee": "2031", "date": None, "fatal": []}
    return {"source": recording, "error": {"code": code, "message": f"{recording}：坏了"}, "job": job}


def calls(*lines: dict[str, Any]) -> list[Outcome]:
    return read_batch(lines).calls


def test_what_to_listen_to_first() -> None:
    found = calls(
        line("好", 95),
        line("低", 60),
        line("更低", 20),
        line("听不清", None),
        line("记号", 90, review=[{"said": "您真会"}]),
        line("红线", 0, job={"fatal": ["taboo.x"]}),
    )
    found.sort(key=lambda call: call.urgency)
    assert [(call.recording, call.cause) for call in found] == [
        ("红线", "fatal"),
        ("记号", "review"),
        ("更低", "low"),
        ("低", "low"),
        ("听不清", "unclear"),
        ("好", None),
    ]


def test_a_call_in_a_few_values() -> None:
    verdicts = [
        {**VERDICT, "id": "a.small"},
        {**VERDICT, "id": "a.large", "points": 5},
        {**VERDICT, "id": "taboo.x", "operator": "banned", "points": 0, "deducted": 20},
        {**VERDICT, "id": "a.met", "outcome": "met"},
    ]
    (call,) = calls(line("甲", verdicts=verdicts, job={"trainee": "2031", "date": "2026-11-30", "fatal": ["taboo.x"]}))
    assert (call.trainee, call.date, call.minutes, call.pace) == ("2031", "2026-11-30", 1.5, 200.0)
    assert (call.fatal, call.missed) == (("taboo.x",), ("a.large", "a.small"))


def test_the_trainee_of_a_stored_call_counts_where_nobody_names_one() -> None:
    stored = {"duration": None, "trainee": "小李", "engine": None, "model": None}
    one, two = calls(line("甲", call=stored), line("乙", call=stored, job={"trainee": "2031"}))
    assert (one.trainee, two.trainee, one.minutes, one.heard) == ("小李", "2031", None, "")


def test_rules_are_counted_and_failures_stand_apart() -> None:
    batch = read_batch(
        [line("甲", verdicts=[VERDICT]), line("乙", verdicts=[VERDICT]), failed("丙"), failed("丁", "no_call")]
    )
    assert batch.rules["s", "sha", "a.x", "required"] == {"missed": 2}
    assert [one.recording for one in batch.failures()] == ["丙"]
    assert [one.recording for one in batch.unscored if one.no_call] == ["丁"]


def of_agents(count: int, *agents: str) -> list[Outcome]:
    return calls(*(line(f"{agent}{n}", job={"trainee": agent}) for agent in agents for n in range(count)))


def test_the_sample_is_random_and_repeats() -> None:
    found = of_agents(20, "甲", "乙")
    drawn = sample(found, 3, 1)
    assert [call.trainee for call in drawn] == ["乙"] * 3 + ["甲"] * 3
    assert sample(found[::-1], 3, 1) == drawn
    assert len({tuple(call.recording for call in sample(found, 3, seed)) for seed in range(50)}) > 40
    assert sample(of_agents(2, "甲"), 3, 1) == sample(of_agents(2, "甲"), 9, 1)


@pytest.mark.parametrize("each", [1, 4])
def test_every_call_is_drawn_as_often(each: int) -> None:
    found = of_agents(10, "甲")
    drawn = [call.recording for seed in range(1000) for call in sample(found, each, seed)]
    assert all(abs(drawn.count(call.recording) - 100 * each) < 60 for call in found)


def test_nothing_is_a_batch() -> None:
    assert read_batch([]) == Batch()
