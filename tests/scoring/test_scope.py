"""Which replies a rule may look at with `where: nearby` and `where: end`, and what earns only once."""

from __future__ import annotations

import pytest

from trainer.call import Utterance
from trainer.scoring import next_turn, score, still_open

from .conftest import Make
from .helpers import call, heard, line, outcomes, typed, verdict

NEARBY = """
turns:
  - {id: a, cue: ring, rules: [{id: hello, required: 您好}]}
  - {id: b, line: 喂, rules: [{id: long, required: 一小时, where: nearby}]}
  - {id: c, line: 好的, rules: [{id: bye, required: 再见}]}
  - {id: d, line: 嗯, rules: [{id: more, required: 还有}]}
"""
ABCD = "a b c d"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ((typed("一小时", "b"),), "met"),
        ((typed("一小时", "a"), typed("嗯", "b")), "met"),
        ((typed("嗯", "b"), typed("一小时", "c")), "met"),
        ((typed("嗯", "b"), typed("一小时", "d")), "missed"),
        ((typed("一小时", "a"),), "met"),  # no word in its own turn
    ],
    ids=["here", "before", "after", "two replies later", "before, and silent here"],
)
def test_nearby_is_this_reply_the_one_before_and_the_one_after(
    make: Make, said: tuple[Utterance, ...], outcome: str
) -> None:
    assert outcomes(score(make(NEARBY), call(*said, path=ABCD)))["b.long"] == outcome


def test_a_turn_without_a_reply_says_so(make: Make) -> None:
    card = score(make(NEARBY), call(typed("您好", "a"), typed("再见", "c"), path=ABCD))
    assert verdict(card, "b.long").reason == "no_reply"


def test_a_long_reply_said_twice_is_no_reply_nearby(make: Make) -> None:
    pasted = "好的好的好的好的好的好的好的好的好的好的好的好的"
    card = score(make(NEARBY.replace("a, cue", "z, line: 喂}\n  - {id: a, cue")), call(
        typed(pasted, "z"), typed(pasted, "b"), path="z a b c d"))  # fmt: skip
    assert verdict(card, "b.long").reason == "repeated"


def test_bad_audio_nearby_leaves_no_doubt(make: Make) -> None:
    said = (heard("嗯", "a", gate="noisy"), typed("嗯", "b"))
    assert outcomes(score(make(NEARBY), call(*said, path=ABCD)))["b.long"] == "missed"


def test_hanging_up_leaves_the_last_reply_nearby(make: Make) -> None:
    card = score(make(NEARBY), call(typed("您好，一小时", "a"), path="a", ended_by="agent"))
    assert (outcomes(card)["b.long"], outcomes(card)["c.bye"]) == ("met", "missed")


COMPLAINT = """
turns:
  - id: a
    cue: ring
    rules:
      - {id: sorry, required: 抱歉, where: nearby}
      - {id: time, required: 九点, where: nearby}
    next: WAYS
  - {id: b, line: 你倒是说句话呀, rules: [{id: again, required: 抱歉, where: nearby}]}
  - {id: c, line: 好的, rules: [{id: bye, required: 再见}]}
"""
WAYS = {
    "missed": "[{if: {missed: sorry}, go: b}, {go: c}]",
    "missed, by full id": "[{if: [{missed: a.sorry}, {silent: 'false'}], go: b}, {go: c}]",
    "met leads elsewhere": "[{if: {met: sorry}, go: c}, {go: b}]",
}


@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS)
def test_never_into_a_turn_in_which_the_caller_complains(make: Make, ways: str) -> None:
    scenario = make(COMPLAINT.replace("WAYS", ways))
    assert next_turn(scenario, call(typed("嗯"), path="a"), "a") == "b"
    card = score(scenario, call(typed("嗯"), typed("抱歉，九点", "b"), path="a b c"))
    assert outcomes(card)["a.sorry"] == "missed"
    assert outcomes(card)["a.time"] == "met"  # of that he did not complain


def test_without_a_complaint_the_next_reply_counts(make: Make) -> None:
    scenario = make(COMPLAINT.replace("WAYS", WAYS["missed"]))
    card = score(scenario, call(typed("嗯"), typed("抱歉", "c"), path="a c"))
    assert outcomes(card)["a.sorry"] == "met"


def test_never_into_a_turn_in_which_the_caller_puts_a_fact_right(make: Make) -> None:
    scenario = make("""
    facts: {电话: '13800138000', 房号: 3号楼2单元501}
    turns:
      - id: a
        cue: ring
        rules: [{id: digits, repeat: [电话], where: nearby}, {id: room, repeat: [房号], where: nearby}]
        next: [{if: {wrong: 电话}, go: b}, {go: c}]
      - {id: b, line: 不对, rules: [{id: again, repeat: [电话]}]}
      - {id: c, line: 好的, rules: [{id: bye, required: 再见}]}
    """)
    replies = typed("电话13800138001"), line("不对，13800138000", "b"), typed("抱歉，13800138000，3号楼2单元501", "b")
    assert next_turn(scenario, call(typed("电话13800138001"), path="a"), "a") == "b"
    card = score(scenario, call(*replies, path="a b c"))
    assert [outcomes(card)[rule] for rule in ("a.digits", "a.room", "b.again")] == ["missed", "met", "met"]


def test_a_branch_is_decided_on_what_was_said_so_far(make: Make) -> None:
    scenario = make(COMPLAINT.replace("WAYS", "[{if: {missed: time}, go: c}, {go: b}]"))
    said = call(typed("嗯"), path="a")
    assert next_turn(scenario, said, "a") == "c"
    card = score(scenario, call(*said.utterances, typed("抱歉", "c"), path="a c"))
    assert (card.call.path, outcomes(card)["a.sorry"]) == (("a", "c"), "met")


RECOVERY = """
turns:
  - {id: a, cue: ring, rules: [{id: sorry, required: 抱歉, where: nearby}, {id: time, required: 九点, where: nearby}]}
  - {id: b, recovery: sorry, line: 就这样？, rules: [{id: late, required: 抱歉, where: nearby}]}
  - {id: c, line: 好的, rules: [{id: bye, required: 再见}]}
"""


def test_neither_into_nor_out_of_a_second_chance(make: Make) -> None:
    into = score(make(RECOVERY), call(typed("嗯"), typed("抱歉，九点", "b"), path="a b c"))
    assert outcomes(into) == {"a.sorry": "missed", "a.time": "met", "b.late": "met", "c.bye": "missed"}
    out = score(make(RECOVERY), call(typed("嗯"), typed("嗯", "b"), typed("抱歉", "c"), path="a b c"))
    assert outcomes(out)["b.late"] == "missed"


ONCE = """
turns:
  - {id: a, cue: ring, rules: [{id: one, required: 抱歉, where: nearby}, {id: same, required: 抱歉, where: nearby}]}
  - {id: b, line: 喂, rules: [RULE]}
  - id: c
    line: 好的
    rules: [{id: two, required: 抱歉, where: nearby}, {id: free, points: 0, required: 抱歉, where: nearby}]
"""


def test_words_that_earn_in_their_own_turn_earn_nowhere_else(make: Make) -> None:
    scenario = make(ONCE.replace("RULE", "{id: own, required: 抱歉}"))
    said = (typed("嗯", "a"), typed("抱歉", "b"), typed("嗯", "c"))
    assert outcomes(score(scenario, call(*said, path="a b c"))) == {
        "a.one": "missed", "a.same": "missed", "b.own": "met", "c.two": "missed", "c.free": "missed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ("{id: own, required: 抱歉, applies_when: {said: 九点}}", "met"),
        ("{id: own, required: 抱歉, points: 0}", "met"),
        ("{id: own, required: 抱歉, where: nearby}", "missed"),
        ("{id: own, banned: 抱歉}", "missed"),  # charged words earn nothing
    ],
    ids=["does not apply", "brings no points", "looks around itself", "forbids"],
)
def test_what_earns_in_its_own_turn(make: Make, rule: str, outcome: str) -> None:
    said = (typed("嗯", "a"), typed("抱歉", "b"), typed("嗯", "c"))
    assert outcomes(score(make(ONCE.replace("RULE", rule)), call(*said, path="a b c")))["a.one"] == outcome


def test_of_two_turns_that_reach_there_the_earlier_one_has_the_words(make: Make) -> None:
    scenario = make(ONCE.replace("RULE", "{id: other, required: 请问}"))
    said = (typed("嗯", "a"), typed("抱歉", "b"), typed("嗯", "c"))
    once = outcomes(score(scenario, call(*said, path="a b c")))
    assert (once["a.one"], once["a.same"], once["c.two"], once["c.free"]) == ("met", "met", "missed", "missed")
    twice = (typed("嗯", "a"), typed("抱歉，那个，真的抱歉", "b"), typed("嗯", "c"))
    assert outcomes(score(scenario, call(*twice, path="a b c")))["c.two"] == "missed"  # both are the first rule's


def test_words_beside_those_that_earn_are_free(make: Make) -> None:
    scenario = make(NEARBY.replace("required: 您好", "required: 大约"))
    said = (typed("师傅大约一小时", "a"), typed("嗯", "b"))
    assert outcomes(score(scenario, call(*said, path=ABCD)))["b.long"] == "met"


def test_a_rule_that_waits_for_the_one_that_looks_there_is_no_circle(make: Make) -> None:
    text = """
    turns:
      - id: a
        cue: ring
        rules: [{id: one, required: 抱歉, where: nearby, applies_when: {missed: b.two}}]
      - {id: b, line: 喂, rules: [{id: two, required: 抱歉, where: nearby}]}
    """
    card = score(make(text), call(typed("抱歉", "a"), typed("嗯", "b"), path="a b"))
    assert outcomes(card) == {"a.one": "met", "b.two": "missed"}  # the words are those of its own turn


def test_words_in_doubt_earn_nothing_and_are_free(make: Make) -> None:
    scenario = make(
        """
        facts: {电话: "13800138000"}
        turns:
          - {id: a, cue: ring, rules: [{id: one, required: 零零一三八, where: nearby}]}
          - {id: b, line: 喂, rules: [{id: own, repeat: all}]}
        """
    )
    card = score(scenario, call(typed("嗯", "a"), heard("一三八零零一三八零零", "b"), path="a b"))
    assert outcomes(card) == {"a.one": "met", "b.own": "unclear"}


def test_a_fact_may_be_read_back_and_a_pattern_be_told_nearby(make: Make) -> None:
    text = r"""
    facts: {房号: 3栋2单元501}
    turns:
      - {id: a, cue: ring, rules: [{required: 您好}]}
      - id: b
        line: 喂
        rules:
          - {id: room, repeat: all, where: nearby}
          - {id: phone, pattern: '一\d{10}', where: nearby}
          - {id: any, any_of: [{required: 大约}, {required: 左右}], where: nearby}
          - {id: every, all_of: [{required: 周三}, {required: 九点}], where: nearby}
    """
    said = (typed("您好，3栋2单元501，13800138000，周三大约九点", "a"), typed("嗯", "b"))
    assert set(outcomes(score(make(text), call(*said, path="a b"))).values()) == {"met"}


END = """
turns:
  - {id: a, cue: ring, rules: [{id: hello, required: 您好}]}
  - {id: b, line: 喂, rules: [{id: ask, required: 请问}]}
  - {id: c, line: 好的, rules: [{id: thanks, required: 谢谢, where: end}, {id: bye, required: 再见, where: end}]}
  - {id: goodbye, cue: hangup, line: 再见}
rules:
  - {id: wish, required: 祝您, where: end}
"""


@pytest.mark.parametrize("turn", ["a", "b", "c", "goodbye"])
def test_the_end_is_the_last_two_replies_and_the_last_word(make: Make, turn: str) -> None:
    said = (typed("谢谢，祝您愉快，再见", turn), *(typed("嗯", one) for one in ("b", "c") if one != turn))
    card = score(make(END), call(*sorted(said, key=lambda one: one.turn or ""), path="a b c goodbye"))
    expected = "missed" if turn == "a" else "met"
    assert {outcomes(card)[one] for one in ("c.thanks", "c.bye", "call.wish")} == {expected}


def test_the_end_reaches_into_the_rules_own_turn_too(make: Make) -> None:
    scenario = make(END.replace("- {id: goodbye", "- {id: d, line: 嗯}\n  - {id: e, line: 嗯}\n  - {id: goodbye"))
    said = (typed("再见", "c"), typed("嗯", "d"), typed("谢谢", "e"))
    card = score(scenario, call(*said, path="a b c d e goodbye"))
    assert (outcomes(card)["c.bye"], outcomes(card)["c.thanks"]) == ("met", "met")


def test_a_goodbye_before_hanging_up_early_counts_at_the_end(make: Make) -> None:
    card = score(make(END), call(typed("您好，再见", "a"), path="a", ended_by="agent"))
    assert (outcomes(card)["c.bye"], outcomes(card)["c.thanks"]) == ("met", "missed")


def test_a_rule_of_a_turn_that_was_not_visited_sees_nothing(make: Make) -> None:
    card = score(make(END), call(typed("再见", "a"), path="a", ended_by="caller"))
    assert outcomes(card)["c.bye"] == "not_measured"


def test_what_a_later_reply_may_still_bring(make: Make) -> None:
    scenario = make(END)
    assert still_open(scenario, call(typed("嗯"), path="a"), "a") == {"call.wish"}
    assert still_open(scenario, call(path="a b c"), "c") == {"c.thanks", "c.bye"}
    assert still_open(scenario, call(path="a b c goodbye"), "goodbye") == frozenset()
    anywhere = make(END.replace("required: 请问", "required: 请问, where: call"))
    assert still_open(anywhere, call(path="a b"), "b") == {"b.ask", "call.wish"}


def test_where_the_caller_will_complain_nothing_is_open(make: Make) -> None:
    scenario = make(COMPLAINT.replace("WAYS", WAYS["missed"]))
    assert still_open(scenario, call(typed("嗯"), path="a"), "a") == {"a.time"}
    assert still_open(scenario, call(typed("抱歉"), path="a"), "a") == {"a.sorry", "a.time"}


CHARGED = """
turns:
  - id: a
    cue: ring
    rules:
      - {id: ways, required: 或者您}
      - {id: scorn, banned: 或者您别来, deduct: 5}
      - {id: plain, avoid: 或者您改, say: 要不您改}
"""


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("或者您别来", "missed"),
        ("明天，或者您别来了", "missed"),
        ("或者您别来，或者您后天来", "met"),
        ("或者您改天来", "met"),
    ],
    ids=["nothing else", "something else", "said once more", "only not the best wording"],
)
def test_words_that_were_charged_earn_nothing(make: Make, text: str, outcome: str) -> None:
    found = verdict(score(make(CHARGED), call(typed(text))), "a.ways")
    assert found.outcome == outcome
    assert (found.why == "“或者您”这几个字已经扣了分，不能再算做到") == (outcome == "missed")
