"""Which turn each clause of a recording answers."""

from __future__ import annotations

import pytest

from trainer.batch.align_turns import align, one_turn
from trainer.call import Call, Utterance

from .conftest import Make

SCENARIO = """
slots: {公司: 海棠苑}
variants: {旧: 老客户, 新: 新客户}
turns:
  - id: greet
    cue: ring
    rules:
      - required: 您好
      - required: "{公司}客户服务中心"
  - id: hear
    line: 我家厨房漏水了，你们到底管不管！
    rules:
      - {id: sorry, required: [非常抱歉, 对不起]}
    next:
      - {if: {missed: sorry}, go: angrier}
      - {go: record}
  - id: angrier
    recovery: sorry
    line: 你就一句话都不说？
    rules:
      - required: [请您消消气, 让您受累了]
  - id: record
    line: 在三栋二单元。
    rules:
      - required: 已经给您记录下来
  - id: bye
    line: 好的，那就这样。
    rules:
      - required: 感谢您的来电
      - required: 再见
"""


def said(*texts: str, speaker: str = "agent") -> tuple[Utterance, ...]:
    return tuple(
        Utterance(
            "caller" if text.startswith("客：") else "agent",
            text.removeprefix("客："),
            start=10.0 * index,
            end=10.0 * index + 5,
            recognised=True,
            speech=5.0,
        )
        for index, text in enumerate(texts)
    )


def recording(*texts: str, **more: object) -> Call:
    return Call(said(*texts), source="a.wav", mode="recording", **more)  # type: ignore[arg-type]


GREET, SORRY, RECORD, BYE = "您好，海棠苑客户服务中心", "非常抱歉", "已经给您记录下来", "感谢您的来电，再见"
WAYS: dict[str, tuple[tuple[str, ...], list[str], str]] = {
    "plain": ((GREET, SORRY, RECORD, BYE), ["greet", "hear", "record", "bye"], "greet hear record bye"),
    "a turn is missing": ((GREET, RECORD, BYE), ["greet", "record", "bye"], "greet hear record bye"),
    "the greeting is missing": ((SORRY, RECORD, BYE), ["hear", "record", "bye"], "greet hear record bye"),
    "the end is missing": ((GREET, SORRY), ["greet", "hear"], "greet hear record bye"),
    "two replies to one turn": (
        (GREET, "您好，您请讲", SORRY, RECORD, BYE), ["greet", "greet", "hear", "record", "bye"],
        "greet hear record bye",
    ),
    "the branch": (
        (GREET, "请您消消气，让您受累了", RECORD, BYE),
        ["greet", "angrier", "record", "bye"], "greet hear angrier record bye",
    ),
    "stereo": (
        (
            "客：喂", GREET, "客：我家厨房漏水了你们到底管不管", "嗯", "客：你就一句话都不说", "哦哦",
            "客：在三栋二单元", "好", "客：好的那就这样", "拜拜",
        ),
        ["greet", "greet", "hear", "hear", "angrier", "angrier", "record", "record", "bye", "bye"],
        "greet hear angrier record bye",
    ),
    "recognition errors": (
        ("您好，海棠院客户服务中心", "非常抱欠", "好的已经给您记录下来", "感谢您的来店，再见"),
        ["greet", "hear", "record", "bye"], "greet hear record bye",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "turns", "path"), WAYS.values(), ids=WAYS)
def test_utterances_to_turns(make: Make, texts: tuple[str, ...], turns: list[str], path: str) -> None:
    call = align(recording(*texts), make(SCENARIO))
    assert [one.turn for one in call.utterances] == turns
    assert [one.text for one in call.utterances] == [text.removeprefix("客：") for text in texts]
    assert call.path == tuple(path.split())


def test_an_utterance_over_two_turns_is_split_at_the_clause(make: Make) -> None:
    call = align(recording(GREET, SORRY, "已经给您记录下来，感谢您的来电，再见"), make(SCENARIO))
    assert [(one.turn, one.text) for one in call.utterances] == [
        ("greet", GREET),
        ("hear", SORRY),
        ("record", "已经给您记录下来，"),
        ("bye", "感谢您的来电，再见"),
    ]
    assert [(one.start, one.end) for one in call.utterances][:2] == [(0.0, 5.0), (10.0, 15.0)]
    third, fourth = call.utterances[2:]
    assert (third.start, fourth.end) == (20.0, 25.0)
    assert third.end == fourth.start
    assert third.end is not None
    assert 20.0 < third.end < 25.0


def test_nothing_but_the_turns_is_changed(make: Make) -> None:
    call = recording(GREET, engine="scripted", duration=33.0)
    found = align(call, make(SCENARIO))
    assert (found.source, found.engine, found.duration, found.mode) == ("a.wav", "scripted", 33.0, "recording")


def test_an_empty_recording_visits_the_plain_way(make: Make) -> None:
    call = align(recording(), make(SCENARIO))
    assert (call.utterances, call.path) == ((), ("greet", "hear", "record", "bye"))


def test_only_the_caller_speaks(make: Make) -> None:
    call = align(recording("客：喂，有人吗"), make(SCENARIO))
    assert (call.path, call.utterances[0].text) == (("greet", "hear", "record", "bye"), "喂，有人吗")


def test_a_checklist_is_left_alone(make: Make) -> None:
    scenario = make("rules: [{required: 您好}]", kind="checklist")
    call = recording(GREET)
    assert align(call, scenario) is call


def test_slots_of_the_call_are_filled_in(make: Make) -> None:
    call = align(recording("这里是紫金园客户服务中心", slots={"公司": "紫金园"}), make(SCENARIO))
    assert call.utterances[0].turn == "greet"


VARIANTS = """
variants: {好了: 已经修好, 没好: 还没修好}
turns:
  - id: ask
    cue: line
    line: {好了: 修好了, 没好: 还是漏水}
    rules: [{required: 请问修好了吗}]
    next:
      - {if: {variant: 好了}, go: thanks}
      - {go: again}
  - {id: thanks, line: 谢谢, rules: [{required: 祝您生活愉快}], next: [{go: end}]}
  - {id: again, line: 快点, rules: [{required: 马上再安排人}], next: [{go: end}]}
"""


@pytest.mark.parametrize(("variant", "path"), [("好了", "ask thanks"), ("没好", "ask again"), (None, "ask thanks")])
def test_variant_decides_the_way(make: Make, variant: str | None, path: str) -> None:
    scenario = make(VARIANTS)
    assert align(recording("请问修好了吗", variant=variant), scenario).path == tuple(path.split())


def test_lines_are_those_of_the_variant(make: Make) -> None:
    call = align(recording("客：还是漏水", "请问修好了吗", "马上再安排人", variant="没好"), make(VARIANTS))
    assert call.path == ("ask", "again")
    assert [one.turn for one in call.utterances] == ["ask", "ask", "again"]


def test_a_loop_is_walked_again(make: Make) -> None:
    text = """
    turns:
      - {id: ask, cue: ring, rules: [{required: 请问您的房号}]}
      - {id: check, line: 三栋, rules: [{required: 我跟您核对一下}], next: [{if: {said: 没听清}, go: ask}, {go: bye}]}
      - {id: bye, line: 好, rules: [{required: 祝您生活愉快}]}
    """
    call = align(
        recording("请问您的房号", "我跟您核对一下", "请问您的房号", "我跟您核对一下", "祝您生活愉快"), make(text)
    )
    assert [one.turn for one in call.utterances] == ["ask", "check", "ask", "check", "bye"]
    assert call.path == ("ask", "check", "ask", "check", "bye")


def test_a_phrase_that_every_turn_asks_for_decides_little(make: Make) -> None:
    text = """
    turns:
      - {id: a, cue: ring, rules: [{required: 请问}]}
      - {id: b, line: 喂, rules: [{required: 请问}, {required: 给您记录}]}
      - {id: c, line: 好, rules: [{required: 请问}, {required: 再见}]}
    """
    call = align(recording("请问", "请问，给您记录", "请问", "再见"), make(text))
    assert [one.turn for one in call.utterances if one.text == "再见"] == ["c"]
    assert "b" in {one.turn for one in call.utterances if "给您记录" in one.text}


def test_missing_opening_costs_no_more_than_a_missing_middle(make: Make) -> None:
    """SKIPPED counts once for each turn passed, at the start as anywhere else."""
    text = "turns:\n" + "".join(
        f"  - {{id: t{n}, cue: line, line: 第{n}句, rules: [{{required: {phrase}}}]}}\n"
        for n, phrase in enumerate(["早上好先生", "请问贵姓", "马上安排人", "祝您生活愉快"])
    )
    call = align(recording("马上安排人"), make(text))
    assert call.utterances[0].turn == "t2"


def test_one_reply_is_all_of_its_turn() -> None:
    call = one_turn(recording("客：喂", GREET), "hear")
    assert (call.path, [one.turn for one in call.utterances]) == (("hear",), ["hear", "hear"])


# A clause that speaks for no turn stays with the clauses of its utterance that do; it decides nothing.

NO_EVIDENCE = {
    "at the end of the call": ((GREET, "非常抱歉，给您添麻烦了"), ["greet", "hear"]),
    "at the beginning of an utterance": (
        (GREET, SORRY, "好的，已经给您记录下来", BYE), ["greet", "hear", "record", "bye"],
    ),
    "at the end of an utterance": ((GREET, "非常抱歉，给您添麻烦了", RECORD, BYE), ["greet", "hear", "record", "bye"]),
    "everywhere": (("嗯", "啊"), ["greet", "greet"]),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "turns"), NO_EVIDENCE.values(), ids=NO_EVIDENCE)
def test_a_clause_without_evidence_stays_in_its_utterance(make: Make, texts: tuple[str, ...], turns: list[str]) -> None:
    call = align(recording(*texts), make(SCENARIO))
    assert [(one.turn, one.text) for one in call.utterances] == list(zip(turns, texts, strict=True))


def test_a_line_that_a_pause_cut_in_two_is_still_the_line(make: Make) -> None:
    scenario = make(SCENARIO)
    call = recording("您好", "客：你就", "客：一句话", "客：都不说？", "嗯")
    assert align(call, scenario).utterances[-1].turn == "angrier"
