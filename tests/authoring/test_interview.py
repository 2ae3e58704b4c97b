"""The questions of `trainer new`: whatever is answered, a scenario comes out that `trainer check` accepts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.authoring.draft import DraftTurn, Wish
from trainer.authoring.interview import Interview
from trainer.authoring.starters import BAD, BAD_OPENING, STARTERS
from trainer.authoring.trial import Trial
from trainer.authoring.writing import names, scalar
from trainer.checking.check import check
from trainer.checking.examples import play
from trainer.errors import TrainerError
from trainer.scenario.library import default_library
from trainer.scenario.load import Loaded, load
from trainer.scenario.packs import PackFolder
from trainer.scenario.yaml_nodes import parse
from trainer.scorecard import Scorecard


def cards(loaded: Loaded) -> list[Scorecard]:
    return [one.card for one in play(loaded)]


@pytest.fixture(scope="module")
def trial() -> Trial:
    return Trial(PackFolder(default_library() / "packs"), cards)


class Trainer:
    """Answers the questions that hold the given words, each with its answers in order; else presses Enter."""

    def __init__(self, **answers: str | list[str]) -> None:
        self.answers = {words: iter([given] if isinstance(given, str) else given) for words, given in answers.items()}
        self.asked: list[str] = []
        self.told: list[str] = []

    def __call__(self, prompt: str) -> str:
        self.asked.append(prompt)
        ready: Iterator[str] = next((one for words, one in self.answers.items() if words in prompt), iter(()))
        return next(ready, "")

    def interview(self, trial: Trial, taken: tuple[str, ...] = ()) -> Interview:
        return Interview(self, self.told.append, trial, "海棠苑", lambda name: name in taken)


def written(trainer: Trainer, trial: Trial, tmp_path: Path, taken: tuple[str, ...] = ()):
    """The scenario that comes of it, checked."""
    draft = trainer.interview(trial, taken).run()
    path = tmp_path / f"{draft.id}.yaml"
    path.write_text(trial.finished(draft, schema=False), encoding="utf-8")
    report = check([path])
    assert report.errors == []
    assert report.examples == 2
    return load(path), report


@pytest.mark.parametrize("nth", range(len(STARTERS)), ids=[starter.kind for starter in STARTERS])
def test_enter_alone_makes_a_scenario_without_any_remark(trial, tmp_path, nth):
    scenario, report = written(Trainer(**{"写数字": str(nth + 1)}), trial, tmp_path)

    assert report.problems == []
    assert (scenario.file.kind, scenario.file.title) == (STARTERS[nth].kind, STARTERS[nth].title)
    assert [turn.line for turn in scenario.file.turns if turn.line][:-1] == [(line,) for line in STARTERS[nth].lines]


def test_everything_may_be_told_otherwise(trial, tmp_path):
    trainer = Trainer(
        写数字="投诉",
        标题="电梯坏了: “急”",
        编号="电梯-1",
        难度="３",
        公司="翠湖#1",
        客户怎么称呼="王经理",
        给学员看的背景="业主很急 #1。",
        **{
            "第 1 句": "电梯又坏了: 我妈八十岁了，{公司}管不管？",
            "第 2 句": "5号楼。",
            "要记的内容": "楼号=5号楼；谁：妈",
            "要说到什么": ["问候 <单位> 工号", "致歉、“老人家(先)?别急” 理解，请您先坐一会儿吧", "没有"],
        },
    )
    scenario, report = written(trainer, trial, tmp_path)

    file = scenario.file
    assert (file.id, file.title, file.level) == ("电梯-1", "电梯坏了: “急”", 3)
    assert (file.slots["公司"], file.caller.name, file.caller.voice) == ("翠湖#1", "王经理", "male")
    assert file.facts == {"楼号": ("5号楼",), "谁": ("妈",)}
    assert file.brief == "你是{公司}的{姓名}，工号 {工号}。业主很急 #1。"
    assert file.turns[1].line == ("电梯又坏了: 我妈八十岁了，{公司}管不管？",)
    assert [rule.rule.templates() for rule in scenario.rules_of("hear")] == [
        ("<致歉>",),
        ("老人家(先)?别急",),
        ("<理解>",),
        ("请您先坐一会儿吧",),
    ]
    assert [bound.id for bound in scenario.rules_of("hear")] == ["hear.致歉", "hear.原话", "hear.理解", "hear.原话2"]
    assert scenario.rules_of("close") == ()
    assert all("还没有试过不该算的话" in one.message for one in report.warnings), (
        "own words, which only their author can try"
    )


WRONG = [
    ("写数字", "9", "没有“9”这一项；请写数字：1 来电、2 外呼"),
    ("标题", "题" * 41, "太长了（41 个字）；请不要超过 40 个字"),
    ("标题", "。。", "这里要写几个字"),
    ("编号", "in-aftersales", "已经有“in-aftersales”这个情景了，不会盖掉它"),
    ("编号", "a/b", "“a/b”不能做编号"),
    ("编号", "../x", "不能做编号"),
    ("编号", "CON", "不能做编号"),
    ("编号", "lpt1", "不能做编号"),
    ("编号", "schema", "不能做编号"),
    ("难度", "很难", "没有“很难”这一项；请写数字：1 容易、2 一般、3 难"),
    ("客户的声音", "孩子", "没有“孩子”这一项"),
    ("第 1 句", "没有了", "至少要有一句"),
    ("第 1 句", "{公私}吗", "slots 里没有“公私”，是不是“公司”？"),
    ("第 2 句", "好" * 201, "太长了"),
    ("要记的内容", "房号3号楼", "“房号3号楼”没看懂；请写成 名称=内容"),
    ("要记的内容", "a=1；a=2", "“a”写了两次"),
    ("要记的内容", "；", "没看懂"),
    ("要说到什么", "致谦", "意图库里没有“致谦”，是不是“致谢”？要学员照着说这几个字，请加引号：“致谦”"),
    ("要说到什么", "甲乙", "意图库里没有“甲乙”。要学员"),
    ("要说到什么", "“好”", "“好”太短，很容易碰巧说到"),
    ("要说到什么", "；；", "没看懂要说到什么"),
    ("要说到什么", "？", "意图库里有（写“？致歉”看一个名称的几种说法）：\n  开场：单位“海棠苑”"),
    ("要说到什么", "？致歉", "<致歉> 例如："),
    ("要说到什么", "“(请稍等一下”", "这样不行：这个“(”没有配对的“)”"),
    ("要说到什么", "“这个我不知道怎么办”", "里含有禁语“不知道”"),
    ("好的回答", "随便说一句", "这句还不行：没有说到“您好”"),
    ("好的回答", "您好，海棠苑，有什么可以帮您？我不知道", "这句还不行：说了“不知道”"),
]


@pytest.fixture(scope="module")
def mistaken(trial) -> Trainer:
    """A trainer who gives every wrong answer there is before the right one."""
    answers: dict[str, list[str]] = {}
    for question, answer, _ in WRONG:
        answers.setdefault(question, []).append(answer)
    trainer = Trainer(**answers)
    assert trainer.interview(trial, taken=("in-aftersales", "in-new")).run().id == "in-new-2"
    return trainer


@pytest.mark.parametrize(("question", "answer", "says"), WRONG, ids=[f"{one[0]} {one[1][:12]}" for one in WRONG])
def test_a_wrong_answer_is_explained_and_asked_again(mistaken, question, answer, says):
    assert any(says in line for line in mistaken.told), mistaken.told
    asked = [prompt for prompt in mistaken.asked if question in prompt]
    assert asked.count(asked[0]) > [one[0] for one in WRONG].count(question)


def test_ones_own_reply_is_taken_where_it_says_all_there_is_to_say(trial, tmp_path):
    own = "早上好，这里是海棠苑，有什么可以帮您的？"

    scenario, _ = written(Trainer(**{"好的回答": own}), trial, tmp_path)

    assert scenario.file.examples[0].replies["greet"][0].text == own


def test_after_the_last_answer_of_a_pipe_a_default_that_fails_ends_it(trial):
    interview = Trainer().interview(trial)
    interview.over = lambda: True

    with pytest.raises(TrainerError, match="不能做编号"):
        interview.question("编号", "a/b", interview._id)


def test_ones_own_reply_has_to_read_the_facts_back(trial):
    own = "我跟您核对一下，马上安排专人为您处理，尽快给您答复。"
    trainer = Trainer(**{"好的回答": ["", "", own]})

    draft = trainer.interview(trial).run()

    assert any(line.startswith("这句还不行：还要复述：3号楼2单元501、13812345678") for line in trainer.told)
    assert draft.turns[2].good.startswith("房号3号楼2单元501")


def test_a_fact_is_read_back_once_the_caller_has_told_them_all(trial, tmp_path):
    lines = ["3号楼1902，又停电了。", "怎么又停？", "电话13912345678。", "那好吧。", "没有了"]
    trainer = Trainer(
        句=lines, 要记的内容="房号=3号楼1902；电话=13912345678", 要说到什么=["", "核实", "致歉", "反馈", "道别"]
    )

    scenario, _ = written(trainer, trial, tmp_path)

    said = scenario.file.examples[0].replies
    assert [turn for turn in said if "13912345678" in str(said[turn])] == ["more-2"]
    assert not any("客户的话里没有" in one for one in trainer.told)


def test_facts_that_the_caller_never_tells_are_named(trial):
    trainer = Trainer(要记的内容="房号=3号楼2单元501；时间=上午九点")

    trainer.interview(trial).run()

    assert [one for one in trainer.told if "客户的话里没有" in one] == [
        "客户的话里没有：时间。由学员告诉客户的，就这样；该客户说的，请写进他的话里。"
    ]


def test_as_many_lines_as_anybody_needs_and_no_more(trial):
    lines = {f"第 {number} 句": f"第{number}件事" for number in range(1, 20)}

    draft = Trainer(**lines).interview(trial).run()

    assert [turn.id for turn in draft.turns] == [
        "greet", "hear", "more", *(f"more-{number}" for number in range(2, 11)), "close",
    ]  # fmt: skip


def test_the_same_wishes_twice_are_not_answered_in_the_same_words(trial, tmp_path):
    lines = {f"第 {number} 句": f"第{number}件事" for number in range(1, 4)}
    trainer = Trainer(**lines, **{"要说到什么": ["", "核实 安排", "核实 安排", "核实 安排"]})

    scenario, report = written(trainer, trial, tmp_path)

    replies = [several[0].text for several in scenario.file.examples[0].replies.values()]
    assert replies[2] == "好的，" + replies[1]
    assert report.warnings == []


def test_one_line_is_a_conversation(trial, tmp_path):
    scenario, _ = written(Trainer(**{"写数字": "回访", "第 2 句": "没有了"}), trial, tmp_path)

    assert [turn.id for turn in scenario.file.turns] == ["greet", "goodbye"]


def test_a_folder_with_packs_of_its_own_is_enough(tmp_path):
    (tmp_path / "packs").mkdir()
    trial = Trial(PackFolder(tmp_path / "packs"), cards)
    trainer = Trainer(**{"要说到什么": ["单位 “请问您找哪一位”", "没有", "没有", "没有"]})

    draft = trainer.interview(trial).run()
    path = tmp_path / f"{draft.id}.yaml"
    path.write_text(trial.finished(draft, schema=True), encoding="utf-8")

    assert (draft.use, draft.points) == ((), 100)
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=schema.json\n")
    assert check([path]).errors == []


def test_nothing_asked_for_is_a_scenario_too(trial, tmp_path):
    trainer = Trainer(**{"写数字": "外呼", "要说到什么": ["没有"] * 4, "要记的内容": "没有"})

    scenario, report = written(trainer, trial, tmp_path)

    assert scenario.rules_of("greet") == ()
    assert report.errors == []


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"]), min_size=1, max_size=30))
def test_any_text_is_written_so_that_it_is_read_again(text):
    for line in (f"title: {scalar(text)}", f"a: {{title: {scalar(text)}, b: c}}", f"a: [{scalar(text)}]"):
        document = parse(line + "  # 说明", "x")
        value = document.data.get("title") or document.data["a"]
        assert value in (text, {"title": text, "b": "c"}, [text])


@pytest.mark.parametrize("text", ["1008", "no", "null", "0571", "12:30", ">=90", "<60", "-1", "~"])
def test_what_other_readers_take_for_something_else_is_quoted(text):
    assert scalar(text) == f'"{text}"'


@pytest.mark.parametrize("text", ["<致歉>", "您好", "(请)?您稍等", "a-b"])
def test_common_text_stays_plain(text):
    assert scalar(text) == text


def test_rules_have_names_that_differ():
    words = (Wish("致歉", "calming"), *(Wish(f"话{n}", "calming", own=True) for n in range(3)))

    assert names(DraftTurn("x", "好", words)) == ("致歉", "原话", "原话2", "原话3")
    assert Wish("听懂了吗", "closing").hint == "要有“听懂了吗”的意思"


def test_where_no_bad_reply_misses_everything_the_one_that_says_least_is_taken(tmp_path):
    trial = Trial(PackFolder(tmp_path), cards)  # without packs nothing is taboo
    draft = Trainer().interview(trial).run()
    every = [*BAD, BAD_OPENING]
    wishes = (Wish(f"({'|'.join(text.strip('。？') for text in every)})", "opening", own=True), *draft.turns[0].wishes)
    turn = replace(draft.turns[0], wishes=wishes)

    assert trial.bad_answer(trial.scenario(replace(draft, turns=(turn, *draft.turns[1:]))), turn, 0) == BAD_OPENING


def test_an_example_of_which_nothing_can_be_said_expects_nothing_of_the_total(trial):
    draft = Trainer().interview(trial).run()
    expected: dict[Fraction | None, list[str]] = {}
    for total in (None, Fraction(125, 2)):

        def rated(loaded: Loaded, total: Fraction | None = total) -> list[Scorecard]:
            return [replace(card, total=total) for card in cards(loaded)]

        document = parse(
            Trial(PackFolder(default_library() / "packs"), rated).finished(draft, schema=False), "new.yaml"
        )
        expected[total] = [example["expect"].get("total") for example in document.data["examples"]]

    assert expected == {None: [None, None], Fraction(125, 2): [">=60", "<=62.5"]}


def test_back_asks_the_question_before_again_and_keeps_the_others(trial):
    trainer = Trainer(标题=["第一个标题", "第二个标题"], **{"编号": ["返回", "mine"], "写数字": ["返回", "2"]})
    draft = trainer.interview(trial).run()

    assert (draft.title, draft.id, draft.kind) == ("第二个标题", "mine", "outbound")
    assert "这是第一问，前面没有了。" in trainer.told
    assert trainer.told.count("这是哪一种电话？") == 1
    assert [prompt[:2] for prompt in trainer.asked][:6] == ["写数", "写数", "标题", "编号", "标题", "编号"]


def test_answers_of_another_time_are_taken_without_asking(trial):
    given: list[str] = []
    first = Trainer(标题="电梯停运", 编号="lift")
    interview = first.interview(trial)
    interview.keep = lambda answers: given.__setitem__(slice(None), answers)
    whole = interview.run()
    assert given[:3] == ["", "电梯停运", "lift"]

    second = Trainer()
    again = second.interview(trial)
    again.answers = given[:5]
    assert again.run() == whole
    assert len(second.asked) == len(first.asked) - 5
    assert "这是哪一种电话？" not in second.told


def test_an_answer_that_is_right_no_more_is_asked_for_anew(trial):
    trainer = Trainer(编号="other")
    interview = trainer.interview(trial, ("taken",))
    interview.answers = ["", "电梯停运", "taken", "3"]
    draft = interview.run()

    assert (draft.title, draft.id, draft.level) == ("电梯停运", "other", 1)
