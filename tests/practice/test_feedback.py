"""What is told of a reply, and in which order."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.practice.conversation import Lesson
from trainer.practice.feedback import Feedback, feedback_on
from trainer.practice.screen import Screen
from trainer.scenario.load import load

TEXT = """
id: told
title: 反馈
kind: inbound
turns:
  - id: a
    cue: ring
    rules:
      - {id: hello, required: 您好, points: 2, hint: 先问好}
      - {id: name, required: 小王, points: 9, hint: 报姓名}
      - {id: rude, banned: 急什么, deduct: 10}
      - {id: shirk, banned: 不归我管, deduct: 5}
      - {id: long, required: 一小时, where: nearby, points: 3, hint: 说要多久}
  - {id: b, line: 喂, rules: [{id: ask, required: 请问, hint: 问一句}]}
  - {id: c, line: 好, rules: [{id: bye, required: 再见, where: end, hint: 说再见}]}
  - {id: goodbye, cue: hangup, line: 再见}
rules:
  - {id: send, required: 安排, points: 4, hint: 说马上安排}
  - {id: note, note: all, points: 2}
  - {id: curse, banned: 烦死了, deduct: 20}
facts: {房号: "501"}
"""


@pytest.fixture
def lesson(tmp_path) -> Lesson:
    (tmp_path / "told.yaml").write_text(TEXT, encoding="utf-8")
    return Lesson(load(tmp_path / "told.yaml"))


def told(lesson: Lesson, **said: str) -> Feedback:
    utterances = tuple(Utterance("agent", text, turn) for turn, text in said.items() if text)
    return feedback_on(lesson, Call(utterances, path=tuple(said)), [*said][-1], scoring)


def shown(lesson: Lesson, judged: Feedback) -> list[str]:
    out = StringIO()
    Screen(Console(file=out, width=80), lesson).feedback(judged, None)
    return [line.strip() for line in out.getvalue().splitlines()]


def ids(verdicts) -> list[str]:
    return [one.id for one in verdicts]


def test_a_wrong_fact_is_told_where_it_was_said_and_only_then(tmp_path):
    text = TEXT.replace("  - {id: curse", "  - {id: room, repeat: [房号], points: 3}\n  - {id: curse")
    (tmp_path / "told.yaml").write_text(text, encoding="utf-8")
    lesson = Lesson(load(tmp_path / "told.yaml"))

    judged = told(lesson, a="您好，小王，一小时", b="房号502，请问对吗")
    assert "call.room" in ids(judged.weak)
    assert "call.room" not in ids(judged.whole)
    assert "要改：复述——房号说成了 502，应是 501；马上更正，再请客户确认" in shown(lesson, judged)

    later = told(lesson, a="您好，小王，一小时", b="房号502，请问对吗", c="好的，再见")
    assert "call.room" not in ids(later.weak)


def test_the_costliest_comes_first(lesson):
    judged = told(lesson, a="急什么，不归我管，烦死了")

    assert ids(judged.weak) == ["call.curse", "a.rude", "a.name", "a.shirk", "a.hello"]
    lines = shown(lesson, judged)
    assert sum(line.startswith("要改：") for line in lines) == 3
    assert "还要改：忌语；先问好" in lines


def test_what_the_next_reply_may_bring_is_no_mistake_yet(lesson):
    judged = told(lesson, a="您好，小王")

    assert (ids(judged.later), judged.weak, judged.fine) == (["a.long"], (), False)
    assert "还可以在下一句补上：说要多久" in shown(lesson, judged)


def test_what_this_reply_brought_for_the_one_before_is_told(lesson):
    judged = told(lesson, a="您好，小王", b="请问方便吗？大约一小时")

    assert (ids(judged.made_up), judged.fine) == (["a.long"], True)
    assert shown(lesson, judged)[:2] == ["说得好，要点都说到了。", "补上了：说要多久"]


def test_what_the_whole_call_still_wants_is_told_while_the_caller_listens(lesson):
    judged = told(lesson, a="您好，小王，大约一小时")

    assert ids(judged.whole) == ["call.send"]
    assert shown(lesson, judged) == ["说得好，要点都说到了。", "整通电话里还要说到：说马上安排"]
    assert told(lesson, a="您好，小王，马上安排").whole == ()
    last = told(lesson, a="您好", b="请问", c="嗯")
    assert (last.whole, ids(last.later)) == ((), ["c.bye"])


def test_of_many_open_things_some_are_named(lesson):
    judged = told(lesson, a="您好")
    many = replace(judged, whole=judged.whole * 6)

    assert "整通电话里还要说到：说马上安排；说马上安排；说马上安排；说马上安排 等 6 样" in shown(lesson, many)


def test_silence_is_told_as_silence(lesson):
    judged = told(lesson, a="")

    assert (judged.later, set(ids(judged.weak))) == ((), {"a.hello", "a.name", "a.long"})
    assert "没有回答。这里要：报姓名；说要多久；先问好" in shown(lesson, judged)


def test_words_that_were_charged_are_not_asked_about_again(lesson):
    judged = told(lesson, a="您好，这不归我管，烦死了")

    assert {v.id for v in judged.verdicts if v.deducted} == {"a.shirk", "call.curse"}
    assert judged.review == ()
