from __future__ import annotations

from multiprocessing import Value
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD, PACK
from trainer.checking.check import MANY, Report, check, files_of, is_pack, taking
from trainer.checking.examples import call_of
from trainer.scenario.load import load
from trainer.scenario.model import Example


def checked(tmp_path: Path, text: str, pack: str = PACK) -> Report:
    (tmp_path / "packs").mkdir(exist_ok=True)
    (tmp_path / "packs" / "taboo.yaml").write_text(pack, encoding="utf-8")
    (tmp_path / "good.yaml").write_text(text, encoding="utf-8")
    return check([tmp_path])


def test_a_good_folder_has_no_errors(tmp_path: Path) -> None:
    report = checked(tmp_path, GOOD)
    assert report.errors == []
    assert (report.scenarios, report.packs, report.examples) == (1, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "place", "piece"),
    [
        ('total: ">=90"', 'total: "<90"', (28, 21), "total 算出来是 100"),
        ('total: ">=90"', "passed: false", (28, 22), "passed 算出来是 true"),
        ("hear.sorry: met", "hear.sorry: missed", (28, 41), "hear.sorry 的结果是 met"),
        ("hear: 很抱歉}", "hear: 很抱歉, again: 很抱歉}", (27, 45), "没有走到“again”"),
        ("hear: 很抱歉}", "hear: 很抱歉}\n    path: [greet]", (28, 11), "实际走的是 greet → hear"),
    ],
)
def test_an_example_that_does_not_hold_is_named(
    tmp_path: Path, old: str, new: str, place: tuple[int, int], piece: str
) -> None:
    (problem,) = checked(tmp_path, GOOD.replace(old, new)).errors
    assert (problem.line, problem.column) == place
    assert piece in problem.message


def test_pack_examples_are_run(tmp_path: Path) -> None:
    pack = (
        PACK
        + "examples:\n  - {text: 我不知道, expect: {unknown: met}}\n"
        + "  - {text: 您知不知道, expect: {taboo.unknown: met}}\n"
    )
    (problem,) = checked(tmp_path, GOOD, pack).errors
    assert (problem.line, problem.column) == (10, 36)


def test_unfair_scoring_is_a_warning(tmp_path: Path) -> None:
    messages = [problem.message for problem in checked(tmp_path, GOOD).warnings]
    assert any("一共 3 分，不是 100 分" in message for message in messages)
    assert any("没有哪个示例没做到“hear.sorry”" in message for message in messages)
    assert any("没有哪个示例测到“again.required-1”" in message for message in messages)
    without = GOOD[: GOOD.index("examples:")].replace("- required: 您好", "- required: 请")
    messages = [problem.message for problem in checked(tmp_path, without).warnings]
    assert any("还没有写 examples" in message for message in messages)
    assert any("“请”只有一个字" in message for message in messages)


def test_a_timed_example_becomes_a_timed_call(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    scenario = load(tmp_path / "good.yaml")
    replies = {"greet": "您好", "hear": {"text": "很抱歉", "seconds": "2", "gap": "3", "heard": "true"}}
    call = call_of(scenario, Example.model_validate({"name": "x", "replies": replies, "rings": "2"}))
    caller, reply = [utterance for utterance in call.utterances if utterance.turn == "hear"]
    assert call.utterances[0].start is None
    assert caller.end is not None
    assert reply.start == pytest.approx(caller.end + 3)
    assert reply.seconds == pytest.approx(2)
    assert (call.rings, call.both_sides, reply.recognised) == (2, True, True)
    assert call.path == ("greet", "hear")


def test_files_and_packs_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("pack: x\n", encoding="utf-8")
    assert is_pack(tmp_path / "x.yaml")
    assert not is_pack(tmp_path / "nothing.yaml")
    assert files_of(tmp_path / "nothing.yaml") == [tmp_path / "nothing.yaml"]


def test_each_file_is_taken_by_one_process_only() -> None:
    files = [Path(f"{number}.yaml") for number in range(5)]
    taken = Value("i", 0)
    one, other = taking(files, taken), taking(files, taken)

    assert [next(one), next(other), next(other)] == files[:3]
    assert list(one) == files[3:]
    assert list(other) == []


def test_several_processes_give_the_same_report(tmp_path: Path) -> None:
    for number in range(MANY):
        text = GOOD.replace("id: good", f"id: good-{number}")
        (tmp_path / f"good-{number}.yaml").write_text(text if number else text + "  {", encoding="utf-8")
    seen: list[Path] = []
    together = check([tmp_path], workers=2, seen=seen.append)
    assert together == check([tmp_path])
    assert together.scenarios == MANY
    assert together.errors
    assert len(seen) == MANY
