"""Why a forbidden word cost what it did, and what kept a phrase from counting."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from trainer.authoring.attempt import attempt
from trainer.authoring.why import charged, explained, wanted
from trainer.text.meaning import NEGATED

LAST = "garbled_report"

RULES = """\
id: why
title: 说明
kind: inbound
turns:
  - id: ask
    line: 我家漏水。
    rules:
      - {id: wait, required: [请您稍等, 帮您转接过去], hint: 请客户等}
      - {id: both, required: [三十分钟内答复您, 再见], all: true}
      - {id: exactly, required: 帮您登记一下, match: sound}
      - {id: refuse, banned: [不行, 不归我管], unless: 不行的话}
      - {id: promise, banned: 肯定赔, fatal: true}
      - {id: mild, avoid: 没问题, say: 马上处理}
  - id: later
    line: 好的。
    rules:
      - {id: bye, required: 祝您生活愉快}
"""


@pytest.fixture
def why(scenario_of):
    return scenario_of(RULES, "why")


def ends(scenario, said, *, heard=False):
    """What each place came to, and the stage that ended its walk."""
    found = charged(attempt(scenario, "ask", said, heard=heard), scenario)
    return [(one.suspect.found.said, one.end, one.passage.steps[-1][0].name) for one in found]


@pytest.mark.parametrize(
    ("said", "heard", "wanted_ends"),
    [
        ("这样行不行", False, [("不行", "不扣", "question")]),
        ("不行的话我再问", False, [("不行", "不扣", "unless")]),
        ("不行", False, [("不行", "扣分", LAST)]),
        ("不行，真的不行", False, [("不行", "扣分", LAST), ("不行", "扣分（同一句话，一个回合只扣一次）", LAST)]),
        ("不行，我说错了", False, [("不行", "扣分（当场改正，减半）", LAST)]),
        ("肯定赔", False, [("肯定赔", "扣分（一票否决）", LAST)]),
        ("很不幸", True, [("不幸", "存疑", LAST)]),
        ("没闻题", True, [("没闻题", "存疑", "muttered")]),
        ("没问题", False, [("没问题", "扣分", "muttered")]),
        ("没问题，马上处理", False, [("没问题", "扣分（当场改正，减半）", "muttered")]),
        ("好的", False, []),
    ],
    ids=["question", "unless", "hit", "twice", "corrected", "fatal", "doubt", "sound", "avoid", "better", "nothing"],
)  # fmt: skip
def test_how_a_forbidden_word_ends(why, said, heard, wanted_ends):
    assert ends(why, said, heard=heard) == wanted_ends


@pytest.mark.parametrize(
    ("said", "heard", "rule", "end", "because"),
    [
        ("请您稍等", False, "ask.wait", "算", ()),
        ("帮您转交过去", True, "ask.wait", "存疑", ("听到的“转交”自成一词；按常用程度，要说的话只顺 -0.1，要到 2.0",)),
        ("帮您转交过去", False, "ask.wait", "不算", ("打字只认原来的字和同音的错别字，不认近音",)),
        ("不帮您转接过去", False, "ask.wait", "不算", (f"{NEGATED.tells}，不算（停顿 0.3 秒以上就是另一句）",)),
        ("他说请您稍等", False, "ask.wait", "算", ("这是转述别人的话，拿不准：算做到，请人复核",)),
        ("好", True, "ask.wait", "不算", ("没有像到 45% 的地方；不到 4 个字的话只认同音",)),
        ("昨见", True, "ask.both", "存疑", ("不到 4 个字的话，有一个字只是近音，不能断定",)),
        ("帮您登机一下", True, "ask.exactly", "算", ()),
        ("帮您登机一项", True, "ask.exactly", "不算", ("这条规则只认同音，不认近音",)),
    ],
)  # fmt: skip
def test_what_keeps_a_phrase_from_counting(why, said, heard, rule, end, because):
    found = [one for one in wanted(attempt(why, "ask", said, heard=heard), why) if one.rule == rule]

    assert (found[0].end, found[0].because) == (end, because)


def test_as_many_phrases_are_shown_as_are_needed(why):
    found = list(wanted(attempt(why, "ask", "四十分钟内答复您", heard=True), why))

    assert [one.rule for one in found] == ["ask.wait", "ask.both", "ask.both", "ask.exactly"]
    assert found[1].because == ("数字不一样：要“三”，听到“四”",)


@pytest.mark.parametrize(
    ("said", "heard", "pieces"),
    [
        ("这样行不行", False, ["【忌语】不行　在“不行”（第 4–5 字，字面）", "放过　反复问：", "结果：不扣"]),
        ("不行的话再问", False, ["放过　除外：", "除外（unless）里写了“不行的话”"]),
        ("这事不归我网", True, ["近音", "放过　近音："]),
        ("很不幸", True, ["存疑　自成一词：", "存疑　短话同音：", "结果：存疑"]),
        ("好的", False, ["没有碰到忌语和少说的话", "【不算】请您稍等"]),
    ],
    ids=["question", "unless", "near", "doubts", "nothing"],
)  # fmt: skip
def test_the_screen_tells_every_stage_in_order(why, said, heard, pieces):
    lines = [line.plain for line in explained(attempt(why, "ask", said, heard=heard), why)]
    text = "\n".join(lines)

    assert all(cell_len(part) <= 80 for line in lines for part in line.split("\n")), lines
    assert [piece for piece in pieces if piece not in text] == []
