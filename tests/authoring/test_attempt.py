"""A sentence tried on a turn: the verdicts are those of scoring, the rescues say why a taboo word cost nothing."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.authoring.conftest import CHECKLIST
from trainer import scoring
from trainer.authoring.attempt import attempt, turn_of, variant_of
from trainer.authoring.attempt_text import described, heading
from trainer.call import Call, Utterance
from trainer.errors import TrainerError


def text_of(talk, turn, said, **more) -> str:
    lines = [line.plain for line in described(attempt(talk, turn, said, **more), talk)]
    assert all(cell_len(part) <= 80 for line in lines for part in line.split("\n")), lines
    return "\n".join(lines)


def test_the_verdicts_are_those_of_scoring(talk):
    said = "非常抱歉，漏水和门锁都记下来了"
    call = Call(utterances=(Utterance("agent", said, "hear"),), path=("hear",), source="try")

    tried = attempt(talk, "hear", said)

    assert tried.own == tuple(v for v in scoring.score(talk, call).verdicts if v.turn == "hear")
    assert [v.id for v in tried.others] == ["call.recorded"]
    assert (tried.points, tried.earned, tried.deducted, tried.goes) == (40, 30, 0, "close")


@pytest.mark.parametrize(
    ("turn", "said", "heard", "outcomes", "goes"),
    [
        ("greet", "您好，海棠苑服务中心", False, {"greet.hello": "met", "greet.office": "met"}, "hear"),
        ("hear", "什么事", False, {"hear.sorry": "missed", "hear.read-back": "missed"}, "angrier"),
        ("hear", "抱谦", False, {"hear.sorry": "met"}, "close"),
        ("hear", "抱歉，肯定赔", False, {"hear.promise": "missed"}, None),
        ("hear", "请问还有没有疑漏的地方", True, {"hear.missing": "met"}, "angrier"),
        ("goodbye", "再见", False, {}, None),
    ],
    ids=["all said", "nothing right", "misspelt", "fatal", "heard", "no rules"],
)
def test_what_each_rule_says_and_where_the_call_goes(talk, turn, said, heard, outcomes, goes):
    tried = attempt(talk, turn, said, heard=heard)

    found = {v.id: v.outcome for v in tried.own}
    assert {name: found[name] for name in outcomes} == outcomes
    assert tried.goes == goes


@pytest.mark.parametrize(
    ("said", "heard", "rule", "place", "by"),
    [
        ("抱歉，我不知道您方便吗", False, "small.unknown", (4, 7), "不知道您(是否)?方便"),
        ("抱歉，不知道您方便吗", False, "small.unknown", (3, 6), None),
        ("抱歉，问过了才说不知道", False, "small.unknown", (8, 11), "问过了才说不知道"),
        ("抱歉，行不行", False, "small.not-ok", (4, 6), None),
        ("抱歉，业主说不行", False, "small.not-ok", (6, 8), None),
        ("抱歉，我们就算是不归我管", False, "call.rescued", (8, 12), "就算是不归我管"),
        ("抱歉,我不知到您方便吗", True, "small.unknown", (4, 7), "不知道您(是否)?方便"),
    ],
    ids=["unless", "a polite question", "second unless", "A-not-A", "reported", "with a condition", "same sound"],
)
def test_what_kept_taboo_words_from_counting_is_told(talk, said, heard, rule, place, by):
    [rescue] = attempt(talk, "hear", said, heard=heard).rescues

    assert (rescue.rule, rescue.by) == (rule, by)
    assert (rescue.place.char_start, rescue.place.char_end) == place


def test_each_place_names_the_context_that_spares_it(talk):
    rescues = attempt(talk, "hear", "抱歉，我就算是不归我管，不归我管的也帮您问").rescues

    assert [one.rule for one in rescues] == ["call.rescued", "call.rescued"]
    assert [one.by for one in rescues] == ["就算是不归我管", "不归我管的也"]


@pytest.mark.parametrize("said", ["抱歉，不知到", "您好", "不知道"], ids=["typed same sound", "no taboo", "a hit"])
def test_without_a_rescue_none_is_told(talk, said):
    assert attempt(talk, "hear", said).rescues == ()


def test_the_screen_shows_places_ways_and_what_is_missing(talk):
    text = text_of(talk, "hear", "实在抱歉，不知道您方便吗，我不知道。请问还有没有遗落的东方，漏水")

    assert "【做到】先致歉　20/20 分　hear.sorry" in text
    assert "字面　实在【抱歉】，不知道您方便吗…　第 3–4 字　对照 <致歉> 里的“抱歉”" in text
    assert "最接近的（没算）近音 87%" in text
    assert "还要复述：门锁" in text
    assert "【扣分】忌语　−2 分　small.unknown" in text
    assert text.endswith("这一回合 25/40 分；扣 2 分；接下来：close 那我等你们的消息。")


@pytest.mark.parametrize(
    ("turn", "said", "heard", "piece"),
    [
        ("hear", "抱谦", False, "错别字，应为“抱歉”"),
        (
            "hear",
            "抱歉，我不知道您方便吗",
            False,
            "【没有扣分】有忌语的字，因为除外（unless）里有“不知道您(是否)?方便”",
        ),
        ("hear", "抱歉，行不行", False, "看前后文不是那个意思"),
        ("hear", "记下来了", False, "整通电话里，这一句还做到：\n【做到】“记下来”　10/10 分　call.recorded"),
        ("greet", "您好", True, "按录音听出来的字判"),
        ("greet", "您好", False, "一句话测不到：接听"),
        ("hear", "好的", False, "没有碰到别的：忌语"),
        ("angrier", "好", False, "接下来：close 那我等你们的消息。"),
        ("close", "再见", False, "接下来：goodbye 【对方挂机】"),
        ("goodbye", "好", False, "没有哪条规则管到这一句。\n接下来：通话结束"),
        ("greet", "海棠院服务中心", True, "同音"),
    ],
)
def test_the_screen_says(talk, turn, said, heard, piece):
    assert piece in text_of(talk, turn, said, heard=heard)


def test_one_character_has_one_place(talk):
    assert "第 1–2 字　要说的是" not in text_of(talk, "greet", "您好")


def test_the_heading_tells_the_turn_and_the_line(talk):
    assert [line.plain for line in heading(talk, "greet")] == [
        "报修（talk） 第 1 个回合 greet（共 5 个）",
        "【电话铃响】",
    ]
    assert [line.plain for line in heading(talk, "angrier")][1] == "补救“致歉”，最多拿回一半"
    assert [line.plain for line in heading(talk, "hear")][1] == "陈女士：你好，海棠苑吗？我家漏水，门锁也坏了！"


def test_a_wrong_fact_is_told_by_a_rule_for_the_whole_call(scenario_of):
    asks = scenario_of(
        "id: s\ntitle: 试\nkind: inbound\nfacts: {电话: '13800138000'}\n"
        "turns: [{id: a, line: 喂, rules: [{required: 您好}]}]\nrules: [{repeat: [电话]}]\n",
        "s",
    )
    (verdict,) = attempt(asks, "a", "您好，13800138001，对吗").others
    assert verdict.why.startswith("电话说成了 13800138001，应是 13800138000")


def test_a_checklist_judges_the_whole_call(scenario_of):
    listen = scenario_of(CHECKLIST, "listen")
    tried = attempt(listen, turn_of(listen, None), "您好，我不知道")

    assert [(v.id, v.outcome) for v in tried.others] == [("call.hello", "met"), ("call.unknown", "missed")]
    assert tried.goes is None
    assert [line.plain for line in heading(listen, None)] == ["质检（listen）不分回合，一句话按整通电话来判"]
    with pytest.raises(TrainerError, match="不分回合"):
        turn_of(listen, "greet")


def test_the_first_turn_is_meant_and_a_wrong_one_is_listed(talk):
    assert turn_of(talk, None) == "greet"
    with pytest.raises(TrainerError, match="是不是“hear”？\n有这些回合：greet、hear、angrier、close、goodbye"):
        turn_of(talk, "haer")


def test_the_variant_decides_where_the_call_goes(talk, talk_path, scenario_of):
    text = talk_path.read_text(encoding="utf-8")
    text = text.replace("use: [small]", "use: [small]\nvariants: {free: 有空, busy: 正忙}")
    text = text.replace("- {if: {missed: sorry}, go: angrier}", "- {if: {variant: busy}, go: angrier}")
    two = scenario_of(text, "talk")

    assert attempt(two, "hear", "抱歉").goes == "close"
    assert attempt(two, "hear", "抱歉", variant=variant_of(two, "busy")).goes == "angrier"
    with pytest.raises(TrainerError, match="是不是“busy”？\n有这些情况：free（有空）、busy（正忙）"):
        variant_of(two, "bussy")
    with pytest.raises(TrainerError, match="没有分几种情况"):
        variant_of(talk, "busy")
    assert variant_of(talk, None) is None


def test_own_words_are_told_as_the_meaning_of_the_list(talk):
    text = text_of(talk, "hear", "这事让您糟心了，是我们没看住").replace("\n    ", "")

    assert "意思　" in text
    assert "【这事让您糟心了，是我们没看住】" in text
    assert "用自己的话说的，是 <致歉> 的意思" in text
