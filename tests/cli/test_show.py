from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.scenario.conftest import GOOD
from tests.scenario.helpers import RULE, WITH_VARIANTS, changed
from trainer.cli.show import main_value
from trainer.scenario.library import default_library, library
from trainer.scenario.load import Loaded

from .helpers import trainer

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("name", [path.stem for path in library(default_library())])
def test_a_library_scenario_fits_80_columns_and_leaves_nothing_out(
    capfd: Capture, loaded_library: Mapping[Path, Loaded], name: str
) -> None:
    ran = trainer(capfd, "show", name)
    assert (ran.code, ran.err) == (0, "")
    assert max(cell_len(line) for line in ran.out.splitlines()) <= 80
    text = "".join(line.strip() for line in ran.out.splitlines())
    scenario = loaded_library[default_library() / f"{name}.yaml"].scenario
    assert scenario is not None
    for number, turn in enumerate(scenario.file.turns, 1):
        assert f"{number}. {turn.id}" in ran.out
    for bound in scenario.rules:
        assert f"【{bound.id}，" in text
        assert (bound.rule.hint or "").replace(" ", "") in text.replace(" ", "")
    assert "{" not in re.split("1. |整通电话", text)[0]  # the brief is filled in


def shown(capfd: Capture, tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "good.yaml").write_text(text, encoding="utf-8")
    ran = trainer(capfd, "show", str(tmp_path / "good.yaml"))
    assert (ran.code, ran.err) == (0, "")
    return ran.out.splitlines()


NEXT = "{missed: sorry}"
BRANCHES = {
    NEXT: "没说“很抱歉”",
    "{met: [sorry, greet.required-1]}": "说了“很抱歉”、说了“您好”",
    "{said: 您好}": "说了“您好”",
    "{not_said: <致歉>}": "没说“致歉”",
    "{variant: busy}": "情况是“客户忙”",
    "{wrong: 房号}": "说错了房号",
    "{silent: true}": "没有出声",
    "{silent: false}": "出了声",
    "[{silent: false}, {missed: sorry}]": "出了声，并且没说“很抱歉”",
}


@pytest.mark.parametrize("condition", BRANCHES)
def test_branches_are_told_in_words(capfd: Capture, tmp_path: Path, condition: str) -> None:
    text = changed(NEXT, condition, WITH_VARIANTS).replace("kind: inbound", "kind: inbound\nuse: [intents]")
    lines = shown(capfd, tmp_path, text)
    assert f"   → again，如果{BRANCHES[condition]}" in lines
    assert "   → 结束" in lines


def test_lines_by_variant_and_cues(capfd: Capture, tmp_path: Path) -> None:
    text = changed("line: 我家漏水了", "line: {busy: [忙, 回头说], free: '{公司}吗？'}", WITH_VARIANTS)
    lines = shown(capfd, tmp_path, text)
    assert lines[1:3] == ["要点：房号 3栋2单元501；诉求 漏水、门锁", "情况：busy 客户忙；free 客户有空"]
    assert "   【电话铃响】" in lines
    at = lines.index("   对方（busy）：忙")
    assert lines[at + 1 : at + 3] == ["   对方（busy）：回头说", "   对方（free）：海棠苑吗？"]


RULES = {
    "required: [甲乙, 丙丁]": "要说：甲乙 ／ 丙丁【greet.x，1 分】",
    "required: 您早, points: 2.5, fatal: true": "要说：您早【greet.x，2.5 分，一票否决】",
    "required: 您早, points: 0": "要说：您早【greet.x，0 分】",
    "banned: [甲, 乙, 丙, 丁, 戊, 己, 庚]": "忌语：甲 ／ 乙 ／ 丙 ／ 丁 ／ 戊 ／ 己 ……【greet.x，扣分】",
    "repeat: all": "复述：全部【greet.x，1 分】",
    "order: [required-1, hear.sorry]": "先后顺序：“您好” → “很抱歉”【greet.x，1 分】",
    "order: all": "先后顺序：全部【greet.x，1 分】",
    "answer: 3 rings": "接听：3 声铃响之内接起【greet.x，1 分】",
    "duration: 180": "通话时长：整通电话不超过 180 秒【greet.x，1 分】",
    "loudness: [-30.5, -12]": "音量：-30.5 到 -12 分贝（满格是 0）【greet.x，1 分】",
    "pitch: 4": "语调：比平时最多高 4 个半音【greet.x，1 分】",
    "interruption: 1.5": "抢话：客户还在说，插进去最多 1.5 秒【greet.x，扣分】",
    "courtesy: {请: 2, 您你: 80%, 五声: 3}": "礼貌用语：最少“请”2 次、“您”占 80%、五声 3 样【greet.x，1 分】",
    "pattern: '[六6]月(三零|三十)'": "格式：把号码、时间一字一字说完整【greet.x，1 分】",
    "addressed: '{公司}先生'": "称呼客户：海棠苑先生【greet.x，1 分】",
    "similar: 您反映的问题(我们|这边)会处理": "接近样句：您反映的问题我们会处理【greet.x，1 分】",
    "any_of: [{required: 您早}, {pace: 120}]": "做到一项：要说 ／ 语速【greet.x，1 分】",
}


@pytest.mark.parametrize("rule", RULES)
def test_rules_are_told_with_their_price(capfd: Capture, tmp_path: Path, rule: str) -> None:
    lines = shown(capfd, tmp_path, changed(RULE, RULE + f"      - {{id: x, {rule}}}\n"))
    joined = "".join(line.strip() for line in lines)
    assert f"· {RULES[rule]}" in joined


def test_patterns_are_shown_as_they_are_written_where_they_are_asked_for(capfd: Capture, tmp_path: Path) -> None:
    text = changed(
        RULE, RULE + "      - {id: x, pattern: '[六6]月(三零|三十)'}\n      - {id: y, addressed: '{公司}'}\n"
    )
    (tmp_path / "good.yaml").write_text(text, encoding="utf-8")
    ran = trainer(capfd, "show", str(tmp_path / "good.yaml"), "--patterns")
    assert "格式：[六6]月(三零|三十)【greet.x，1 分】" in ran.out
    assert "称呼客户：{公司}【greet.y，1 分】" in ran.out


def test_every_value_of_the_library_is_plain_chinese(loaded_library: Mapping[Path, Loaded]) -> None:
    for path, loaded in loaded_library.items():
        assert loaded.scenario is not None
        for bound in loaded.scenario.rules:
            if bound.rule.operator == "choice":  # letters of its options
                continue
            told = main_value(bound, loaded.scenario)
            names = re.sub(r"<\w+>", "", told)  # phrase lists go by their names
            assert not re.search(r"[A-Za-z_={}\[\]()|]|\d\.0(?!\d)|\d/\d", names), (path.stem, bound.id, told)


LONG = "(甲|乙)一一, (丙|丁)二二二, (戊|己)三三三三, (庚|辛)四四四四四四四四四四四四四四四四四"


def test_patterns_are_shown_as_wordings_and_whole_where_they_are_asked_for(capfd: Capture, tmp_path: Path) -> None:
    text = changed(RULE, RULE + f"      - {{id: x, required: [{LONG}]}}\n")
    assert "   · 要说：甲一一 ／ 丙二二二 ／ 戊三三三三 ……【greet.x，1 分】" in shown(capfd, tmp_path, text)

    ran = trainer(capfd, "show", str(tmp_path / "good.yaml"), "--patterns")
    assert f"· 要说：{LONG.replace(', ', ' ／ ')}【greet.x，1 分】" in "".join(
        line.strip() if line.startswith("   ") else line for line in ran.out.splitlines()
    ).replace("／(", "／ (")


def test_what_the_file_does_not_have_is_not_mentioned(capfd: Capture, tmp_path: Path) -> None:
    text = changed("facts: {房号: 3栋2单元501, 诉求: [漏水, 门锁]}\n", "")
    lines = shown(capfd, tmp_path, text)
    assert lines[:3] == ["报修（good，来电，1 级，80 分及格）", "", "1. greet"]
    assert "整通电话" not in lines


def test_rules_of_the_whole_call_come_last(capfd: Capture, tmp_path: Path) -> None:
    text = changed("examples:", "rules:\n  - answer: 3 rings\n    hint: 三声之内接起\nexamples:")
    lines = shown(capfd, tmp_path, text)
    at = lines.index("整通电话")
    assert lines[at - 1] == ""
    assert "【call.answer-1，1 分】" in lines[at + 1]
    assert lines[at + 2 :] == ["     提示：三声之内接起"]


def test_a_wrong_name_is_answered_with_the_nearest(capfd: Capture) -> None:
    ran = trainer(capfd, "show", "cp-lek")
    assert (ran.code, ran.out) == (1, "")
    assert "没有这个情景，是不是“cp-leak”？" in ran.err
    assert "trainer list" in ran.err


def test_a_scenario_with_mistakes_is_not_shown(capfd: Capture, tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD.replace("title:", "titel:"), encoding="utf-8")
    ran = trainer(capfd, "show", str(path))
    assert (ran.code, ran.out) == (1, "")
    assert "good.yaml:2:1: 没有“titel”这一项，是不是“title”？" in ran.err


def test_a_question_is_shown_with_its_options_and_its_explanation(capfd: Capture) -> None:
    ran = trainer(capfd, "show", str(Path(__file__).parents[1] / "practice" / "questions.yaml"))

    assert (ran.code, ran.err) == (0, "")
    assert "小测验（questions，问答，1 级，60 分及格）" in ran.out
    assert "   题目：电话响了，最晚第几声要接起来？\n      A  第二声\n      B  第三声\n      C  第五声\n" in ran.out
    assert "   讲解：三声之内接，两声之内更好。\n   · 选择题：B【rings.choice-1，40 分】" in ran.out
    assert "   · 选择题：A ／ C【note.choice-1，40 分】" in ran.out
    assert "对方：" not in ran.out
