"""The sheet for paper: every part is there, nothing an author wrote becomes HTML, every page is well-formed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD
from tests.scenario.helpers import WITH_VARIANTS, changed
from trainer.report.markup import VOID
from trainer.report.paper import Answers, page
from trainer.scenario.library import default_library, library
from trainer.scenario.load import Loaded, load

Sheet = Callable[..., str]
QUESTIONS = Path(__file__).parents[1] / "practice" / "questions.yaml"
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "section", "article", "h1", "h2", "h3", "h4",
    "p", "ul", "li", "b", "span", "table", "tr", "th", "td", "div",
}  # fmt: skip


class Balanced(HTMLParser):
    """Takes note of elements, attributes and text; raises where an element is closed that is not open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """The page of a scenario text."""

    def sheet(text: str, answers: Answers | None = None, **slots: str) -> str:
        path = tmp_path / "good.yaml"
        path.write_text(text, encoding="utf-8")
        scenario = load(path)
        html = page([(scenario, scenario.slots(slots), answers or {})])
        return html.replace(f" · 版本 {scenario.sha256[:12]}", " · 版本 V")

    return sheet


def words(html: str) -> str:
    """What stands on the paper, the pieces parted by a bar."""
    body = html.partition("<body>")[2]
    return "|".join(piece.strip() for piece in re.split(r"<[^>]*>", body) if piece.strip())


@pytest.mark.parametrize("path", library(default_library()), ids=lambda path: path.stem)
def test_every_scenario_of_the_library_gives_a_sound_page(loaded_library: Mapping[Path, Loaded], path: Path) -> None:
    scenario = loaded_library[path].scenario
    assert scenario is not None
    html = page([(scenario, scenario.slots(), {})])
    parsed = Balanced(html)
    assert set(parsed.elements) <= ALLOWED
    assert parsed.elements.count("article") == len(scenario.file.turns)
    assert not {name for name, _ in parsed.attributes} & {"src", "href", "style", "onload"}
    assert "url(" not in html
    assert "//" not in html.partition("<body>")[0]
    assert "{" not in words(html)
    assert scenario.file.title in words(html)


FULL = """\
id: good
title: 报修
kind: complaint
level: 2
source: [C-sorry, X-none]
brief: 你是{公司}的客服。
slots: {公司: 海棠苑, 称呼: 陈女士}
caller: {name: 陈女士}
facts: {房号: 3栋2单元501, 诉求: [漏水, 门锁]}
pass_mark: 75
turns:
  - id: greet
    cue: ring
    rules:
      - {id: hello, required: [您好, (早上|下午)好, 欢迎致电, 您早], points: 20}
      - {required: "{公司}服务中心", points: 10, hint: "报{公司}"}
      - {id: in-order, order: [hello, required-2]}
  - id: hear
    line: [我家漏水了, "水都漏到{公司}门口了"]
    rules:
      - {id: sorry, required: 很抱歉, points: 40, hint: 先致歉}
      - {id: no, banned: [不知道, 不归我管], fatal: true, hint: 帮客户问}
      - {avoid: 没问题, say: 马上为您处理}
    next:
      - {if: {missed: no}, go: again}
      - {if: [{missed: sorry}, {not_said: 很抱歉}], go: again}
      - {if: {silent: true}, go: again}
      - {if: {met: [no, sorry]}, go: bye}
      - {go: end}
  - id: again
    recovery: hear.sorry
    cue: silence
    rules:
      - required: 很抱歉
    next:
      - {if: {said: 再见}, go: end}
      - {if: {silent: false}, go: bye}
      - {go: end}
  - id: bye
    cue: hangup
    line: 好，挂了。
rules:
  - {answer: 3 rings, points: 5}
  - {note: all, points: 5}
  - {banned: 你错了}
"""


def test_everything_a_trainee_needs_stands_on_the_paper(sheet: Sheet) -> None:
    told = words(sheet(FULL, {"greet": [("", "您好，海棠苑服务中心。")], "hear": [("已解决", "很抱歉。")]}))
    assert told.startswith(
        "报修|投诉 · 2 级 · 75 分及格 · good · 版本 V|姓名|工号|日期|得分|情境|"
        "你是海棠苑的客服。|要点|房号|3栋2单元501|诉求|漏水、门锁|"
    )
    assert "依据的标准|C-sorry 先致歉，感谢反映，表决心；X-none|" in told
    assert "第 1 步|接起电话|（电话铃响，您先开口）|要说|要说到|（20 分）|" in told
    assert "（20 分）|例如“您好”、“早上好”、“欢迎致电”|报海棠苑|（10 分）" in told
    assert "依次：“您好” → “报海棠苑”|（1 分）|示范：|您好，海棠苑服务中心。" in told
    assert "陈女士：|我家漏水了|陈女士：|水都漏到海棠苑门口了|" in told
    assert (
        "不要说|“不知道”、“不归我管”|（一票否决）|帮客户问|“没问题”|少说|换成“马上为您处理”|示范（已解决）：|很抱歉。"
        in told
    )
    assert "第 3 步|补救：前面没做到，这里再给一次机会|（对方不出声）|" in told
    assert "第 4 步|对方挂机|（对方挂机）|陈女士：|好，挂了。|接下来：电话结束|" in told
    assert (
        "整通电话|要做到|3 声铃响之内接起|（5 分）|记录单写上：房号（3栋2单元501）、诉求（漏水、门锁）|（5 分）" in told
    )
    assert told.endswith("不说、不做|“你错了”|不能说|记录单|房号|诉求|笔记|签名|学员|培训师")


def test_branches_are_told_in_plain_chinese(sheet: Sheet) -> None:
    told = words(sheet(FULL))
    assert "如果说了“不知道”这类的话 → 第 3 步（补救）" in told
    assert "如果没做到“先致歉”，并且没说“很抱歉” → 第 3 步（补救）" in told
    assert "如果没有出声 → 第 3 步（补救）" in told
    assert "如果没说“不知道”这类的话、做到了“先致歉” → 第 4 步（对方挂机）" in told
    assert "其他情况 → 电话结束" in told
    assert "如果说了“再见” → 电话结束|如果出了声 → 第 4 步（对方挂机）" in told


def test_where_the_next_step_follows_anyway_nothing_is_said(sheet: Sheet) -> None:
    told = words(sheet(GOOD))
    assert "接下来" not in told.partition("第 2 步")[0]
    jump = words(sheet(changed("    cue: ring\n", "    cue: ring\n    next: [{go: hear}]\n", GOOD)))
    assert "接下来：第 2 步（“我家漏水了”）" in jump


def test_after_a_turn_before_a_recovery_the_goal_is_named(sheet: Sheet) -> None:
    text = changed("    next:\n      - {if: {missed: sorry}, go: again}\n      - {go: end}\n", "", GOOD)
    assert "接下来：第 3 步（补救）" in words(sheet(text))


def test_the_cases_of_a_call_are_named(sheet: Sheet) -> None:
    text = changed("line: 我家漏水了", "line: {busy: 我在忙, free: [你说, 请讲]}", WITH_VARIANTS)
    text = changed("      - {if: {missed: sorry}, go: again}", "      - {if: {variant: busy}, go: again}", text)
    told = words(sheet(text))
    assert "这通电话有几种情况|客户忙|客户有空|" in told
    assert "客户：|客户忙：我在忙|客户：|客户有空：你说|客户：|客户有空：请讲|" in told
    assert "如果情况是“客户忙” → 第 3 步（补救）" in told


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("（沙沙声）喂？听得见吗", "“喂”"),
        ("['您好{公司}吗', 在吗]", "“您好海棠苑吗”"),
        ("我家厨房的水龙头一直漏水，怎么办", "“我家厨房的水龙头一…”"),
        ("（挂了电话）", ""),
        ("{busy: 我在忙，快说, free: 你说}", "“我在忙”等"),
    ],
    ids=["direction", "slot", "long", "only a direction", "cases"],
)
def test_a_step_is_named_by_what_the_caller_says_first(sheet: Sheet, line: str, name: str) -> None:
    told = words(sheet(changed("line: 我家漏水了", f"line: {line}", WITH_VARIANTS)))
    assert f"|第 2 步|{name}|客户：".replace("||", "|") in told
    assert "hear" not in told


def test_a_trainees_own_company_stands_on_the_paper(sheet: Sheet) -> None:
    told = words(sheet(FULL, 公司="松风里"))
    assert "你是松风里的客服。" in told
    assert "海棠苑" not in told


HOSTILE = "<script>alert(1)</script>&lt;b&gt;\"'</main><!--"


def test_what_an_author_writes_stays_text(tmp_path: Path) -> None:
    text = FULL.replace("报修", f"'{HOSTILE.replace(chr(39), chr(39) * 2)}'").replace(
        "hint: 先致歉", f"hint: '{HOSTILE.replace(chr(39), chr(39) * 2)}'"
    )
    path = tmp_path / "good.yaml"
    path.write_text(text.replace("line: 好，挂了。", "line: '</style><img src=x onerror=alert(1)>'"), encoding="utf-8")
    scenario = load(path)
    answers = {"greet": [("<i>", "<iframe src=//x>")]}
    html = page([(scenario, {"公司": "<a href=x>", "称呼": "&amp;\0\u202e"}, answers)])
    parsed = Balanced(html)
    assert set(parsed.elements) <= ALLOWED
    told = "".join(parsed.text)
    assert HOSTILE in told
    assert "</style><img src=x onerror=alert(1)>" in told
    assert "<iframe src=//x>" in told
    assert "你是<a href=x>的客服。" in told
    assert "\0" not in html


def test_several_scenarios_come_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    scenario = load(path)
    html = page([(scenario, scenario.slots(), {}), (scenario, scenario.slots(), {})])
    assert Balanced(html).elements.count("main") == 2
    assert "<title>话术单：报修、报修</title>" in html


def test_a_page_without_much_is_a_page_all_the_same(sheet: Sheet) -> None:
    told = words(sheet("id: good\ntitle: 质检\nkind: checklist\nrules:\n  - {required: 您好, points: 100}\n"))
    room, signed = " · 版本 V|姓名|工号|日期|得分|", "|笔记|签名|学员|培训师"
    assert told == f"质检|录音质检 · 1 级 · 80 分及格 · good{room}整通电话|要做到|要说到|（100 分）|例如“您好”{signed}"
    bare = words(sheet("id: good\ntitle: 空\nkind: inbound\nturns:\n  - {id: a, line: 喂}\n"))
    assert bare == f"空|来电 · 1 级 · 80 分及格 · good{room}对话|第 1 步|“喂”|客户：|喂|接下来：电话结束{signed}"


def test_a_question_paper_tells_no_answer_and_has_room_for_one_and_for_names() -> None:
    quiz = load(QUESTIONS)
    html = page([(quiz, quiz.slots(), {})])
    told = words(html)

    assert "<title>题目：" in html
    assert "|姓名|工号|日期|得分|" in told
    assert told.endswith("签名|学员|阅卷人")
    assert "|1．|" in told
    assert "|A|第二声|" in told
    assert "客户在海棠苑住了多少年" in told
    for secret in ("答案", "讲解", "三声之内接，两声之内更好。", "先问好，再报海棠苑。", "示范", "选 "):
        assert secret not in told
    assert html.count('class="line"') >= len(quiz.file.turns)


def test_the_key_tells_what_is_right_and_why() -> None:
    quiz = load(QUESTIONS)
    html = page([(quiz, quiz.slots(), {})], key=True)
    told = words(html)

    assert "<title>答案：" in html
    assert "答案：|选 " in told
    assert "讲解：|三声之内接，两声之内更好。" in told
    assert "先问好，再报海棠苑。" in told
    assert "姓名" not in told


def test_the_hint_of_a_question_is_no_answer() -> None:
    """比五声快 helps whoever practises; on paper it would be half of the answer, or stand for it."""
    quiz = load(default_library() / "quiz-phone.yaml")
    for key in (False, True):
        assert "比五声快" not in words(page([(quiz, quiz.slots(), {})], key=key))
