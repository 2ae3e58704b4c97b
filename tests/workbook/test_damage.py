"""What Excel, WPS and people in a hurry do to a workbook: each is named with its sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from trainer.workbook.damage import Raw, Read, read
from trainer.workbook.importing import Imported
from trainer.workbook.remarks import WorkbookError
from trainer.workbook.sheet_words import in_sheet_words

from .conftest import Book

MARCH = datetime(2026, 3, 2)  # noqa: DTZ001 - Excel knows no time zones
Told = Callable[..., list[str]]
EXPECT = ("试说例句", "优秀", "应得的结果")
LINE = ("对话", "hear", "对方说的话")
ROOM, PHONE, SAID = ("基本信息", "房号", "内容"), ("基本信息", "一项", "内容"), ("评分", "org", "内容")

VALUES: dict[str, tuple[tuple[str, str, str], Any, str | None, str]] = {
    "3-2 became a date": (ROOM, MARCH, 'm"月"d"日"', "改成了日期（3月2日），原来多半是“3-2”"),
    "12:30 became a time": (("基本信息", "时间", "内容"), time(12, 30), "h:mm", "原来多半是“12:30”"),
    "a phone number as text with an exponent": (PHONE, "1.38E+10", None, "号码变成了“1.38E+10”"),
    "a phone number as a rounded number": (PHONE, 13800000000, "General", "号码变成了“1.38E+10”"),
    "a number too long for Excel": (PHONE, 622848001234567000, "0", "只记得住前 15 位"),
    "a formula": (SAID, '=A2&"您好"', "General", "公式，不会计算"),
    "an error value": (SAID, "#REF!", None, "错误值 #REF!"),
    "an invisible character": (SAID, "您\x7f好", None, "看不见的字符 U+007F"),
    "a formula where the turn stands": (("评分", "org", "回合"), "=A2", None, "公式"),
    "a date where a condition stands": (("对话", "greet", "如果 1"), MARCH, "m-d", "日期"),
    "points in words": (("评分", "org", "分值"), "十分", None, "“分值”要写数字（半角，不带单位），现在是“十分”"),
    "a turn that is not there": (("评分", "org", "回合"), "greeet", None, "没有“greeet”这个回合，是不是“greet”？"),
    "a turn that is missing": (("评分", "org", "回合"), None, None, "请写上是哪个回合"),
    "a kind of rule that is not there": (("评分", "org", "规则"), "要讲", None, "没有“要讲”这个选项，是不是“要说”？"),
    "no kind of rule": (("评分", "org", "规则"), None, None, "没有选规则"),
    "a rule without content": (SAID, None, None, "“要说”要写内容"),
    "a slot that is not there": (SAID, "{公词}您好", None, "“公词”"),
    "a list that is not there": (SAID, "<致谦>", None, "没有叫“致谦”的说法表，是不是“致歉”？"),
    "a goal that is not there": (("对话", "greet", "去哪 1"), "agein", None, "“agein”"),
    "a condition of no kind": (("对话", "greet", "如果 1"), "没作到: org", None, "没有“没作到”，是不是“没做到”？"),
    "a condition in prose": (("对话", "greet", "如果 1"), "客户生气", None, "要写成“名称: 内容”"),
    "brackets that do not close": (("对话", "greet", "如果 1"), "说了: [再见", None, "方括号"),
    "a full-width comma in brackets": (("对话", "greet", "如果 1"), "说了: [再见，拜拜]", None, "全角逗号"),
    "a name twice": (EXPECT, "总分: >=1\n总分: >=2", None, "第 2 行：“总分”写了两次"),
    "an outcome that is not there": (EXPECT, "总分: 很高", None, "“总分”写的是“很高”；要写“做到了”、“做到一部分”"),
    "a rule of an example that is not there": (EXPECT, "greet.orgg: 做到了", None, "greet.orgg"),
    "an example's turn that is not there": (("试说例句", "优秀", "回合"), "gret", None, "“gret”"),
    "an example's turn twice": (("试说例句", "很抱歉,漏水", "回合"), "greet", None, "“greet”写了两次"),
    "an example's answer missing": (("试说例句", "优秀", "学员的回答"), None, None, "请写上学员"),
    "an answer without a turn": (("试说例句", "优秀", "回合"), None, None, "请写上是哪个回合的回答"),
    "a title missing": (("基本信息", "标题", "内容"), None, None, "“标题”要填写"),
    "a level too high": (("基本信息", "级别", "内容"), "9", None, "“级别”要不大于 3，现在是“9”"),
    "a kind of call that is not there": (("基本信息", "类型", "内容"), "投拆", None, "是不是“投诉”？"),
    "an unknown thing": (("基本信息", "标题", "项目"), "标提", None, "没有“标提”这一项，是不是“标题”？"),
    "an unknown caller's thing": (("基本信息", "语速", "项目"), "速度", None, "“来电人”里没有“速度”这一项"),
    "an unknown group": (("基本信息", "房号", "类别"), "要典", None, "没有“要典”这个类别，是不是“要点”？"),
    "no group": (("基本信息", "房号", "类别"), None, None, "请选一个类别"),
    "no name": (("基本信息", "房号", "项目"), None, None, "请写上项目的名字"),
    "a thing twice": (("基本信息", "时间", "项目"), "房号", None, "“房号”写了两行"),
    "an id no file can have": (("基本信息", "编号", "内容"), "a/b", None, "只能用字母、数字、汉字"),
    "an id with a full stop": (("基本信息", "编号", "内容"), "a.b", None, "“编号”写的是“a.b”"),
    "an own list without a name": (("意图库", "单句", "名称"), None, None, "没有写名称"),
    "an own list without phrases": (("意图库", "单句", "说法"), None, None, "“单句”下面还没有说法"),
    "an own list twice": (("意图库", "单句", "名称"), "问候", None, "“问候”写了两行"),
    "a bad phrase in an own list": (("意图库", "单句", "说法"), "很高兴\n(为您", None, "第 2 行："),
    "an inner rule under none": (("评分", "org", "回合"), "↳", None, "“↳”行要跟在"),
    "a variant that is missing": (LINE, "busy: 忙\n在", None, "第 2 行：“在”没有写是哪种情况"),
    "a value in a bad special form": (SAID, "YAML: [甲", None, "方括号"),
    "a parameter written twice": (("评分", "org", "其他参数"), "分值: 3\npoints: 3", None, "已经在别的列里写了"),
    "a remark on a note rule": (("评分", "written", "备注"), "给自己看", None, "“记录单”这种规则没有备注"),
    "a formula where an example's name stands": (("试说例句", "几种写法", "例句"), "=A1", None, "公式"),
    "a formula where an example's turn stands": (("试说例句", "很抱歉,漏水", "回合"), "=A1", None, "公式"),
    "a formula where a thing's name stands": (("基本信息", "房号", "项目"), "=A1", None, "公式"),
    "a formula where a list's name stands": (("意图库", "单句", "名称"), "=A1", None, "公式"),
    "a formula where the id stands": (("基本信息", "编号", "内容"), "=A1", None, "公式"),
    "what belongs to the first row": (("试说例句", "很抱歉,漏水", "响了几声"), "2", None, "要写在这一段的第一行"),
}  # fmt: skip


@pytest.mark.parametrize(("at", "value", "shape", "message"), VALUES.values(), ids=VALUES)
def test_a_mistake_is_named_with_its_cell(
    book: Book, told: Told, at: tuple[str, str, str], value: Any, shape: str | None, message: str
) -> None:
    place = book.put(*at, value, shape)
    lines = told(book)
    mine = [line for line in lines if line.startswith(f"rich.xlsx:{at[0]}!{place}: ")]
    assert any(message in line for line in mine), lines
    assert not any("提醒" in line for line in mine)
    assert lines[-1].endswith("没有写任何文件。改好、保存，再导入一次。")


def test_one_mistake_leads_to_no_others(book: Book, told: Told) -> None:
    place = book.put("评分", "org", "内容", "=A1")
    assert len(told(book)) == 2
    place = book.put("对话", "greet", "如果 1", MARCH)
    assert [line.split(" ")[0] for line in told(book)[:-1]] == [f"rich.xlsx:对话!{place}:", "rich.xlsx:评分!D3:"]


WARNINGS: dict[str, tuple[tuple[str, str, str], Any, str]] = {
    "a number without its zero, seen elsewhere": (ROOM, 571, "前面的 0 会丢（这个文件里别处写的是“0571”）"),
    "a country code without its zeros": (("基本信息", "房号", "内容"), 86, "“0086”"),
    "a staff number without its zero": (("基本信息", "公司", "内容"), 1008, "如果原来是“01008”"),
    "a date as text": (ROOM, "3月2日", "会不会原来是“3-2”"),
    "blanks at the end": (("评分", "sorry", "内容"), "很抱歉 \n对不起", "空格，已去掉"),
    "a full-width colon": (EXPECT, "总分： >=0", "全角冒号“：”，已当作半角"),
    "a full-width colon behind a variant": (LINE, "busy：忙\nfree: 喂", "全角冒号“：”"),
    "names behind each other": (("评分", "written", "内容"), "房号，时间", "已经分成“房号”“时间”"),
    "phrases behind each other": (("评分", "sorry", "内容"), "很抱歉；对不起", "如果是“很抱歉”“对不起”几句"),
    "short phrases behind each other": (("评分", "sorry", "内容"), "抱歉，对不起，不好意思", "“抱歉”“对不起”"),
    "a pack's list": (("意图库", "致歉", "说法"), "改了", "是规则包 taboo 里的，在这里改不起作用"),
}  # fmt: skip


@pytest.mark.parametrize(("at", "value", "message"), WARNINGS.values(), ids=WARNINGS)
def test_a_doubt_is_told_and_the_book_is_read(
    book: Book, told: Told, at: tuple[str, str, str], value: Any, message: str
) -> None:
    place = book.put(*at, value)
    lines = told(book)
    assert any(line.startswith(f"rich.xlsx:{at[0]}!{place}: ") and message in line for line in lines), lines
    assert all("提醒：" in line for line in lines)


def test_a_date_that_became_a_serial_number_is_told(book: Book, told: Told) -> None:
    place = book.put("基本信息", "房号", "内容", 46083, "@")
    assert any(f"!{place}: 提醒：" in line and "日期 3月2日" in line and "“3-2”" in line for line in told(book))


def test_an_exact_phone_number_is_taken_as_it_is(book: Book, back: Callable[..., Imported]) -> None:
    book.put("基本信息", "一项", "内容", 13800138000)
    done = back(book)
    assert done.scenario.file.facts["一项"] == ("13800138000",)
    assert done.remarks == ()


def test_figures_may_be_numbers(book: Book, back: Callable[..., Imported]) -> None:
    book.put("评分", "org", "分值", 7.5)
    book.put("基本信息", "级别", "内容", 3)
    book.put("评分", "说话占比（share）", "内容", 0.6, "0%")
    book.put("试说例句", "优秀", "响了几声", 4.0)
    book.put("评分", "sorry", "一票否决", value=False)
    done = back(book)
    assert done.remarks == ()
    assert (str(done.scenario.file.turns[0].rules[1].points), done.scenario.file.level) == ("7.5", 3)
    assert "share: 60%" in done.text
    assert done.scenario.file.examples[0].rings == 4


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (Raw(None), Read("")),
        (Raw(" \n"), Read("")),
        (Raw("甲_x000D_\r\n乙\t丙"), Read("甲\n乙 丙")),
        (Raw(value=True, kind="b"), Read("true")),
        (Raw(0.1 + 0.2, "n"), Read("0.3", number=True)),
        (Raw(0.155, "n", "0.0%"), Read("15.5%", number=True)),
        (Raw(13800138000.0, "n"), Read("13800138000", number=True)),
    ],
)
def test_a_cell_is_read_as_text(raw: Raw, text: Read) -> None:
    assert read(raw) == text


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (Raw(date(2026, 12, 1), "d"), "“12-1”"),
        (Raw(timedelta(hours=26, minutes=5), "d"), "“26:05”"),
        (Raw(float("inf"), "n"), "读不出来"),
        (Raw(float("nan"), "n"), "读不出来"),
        (Raw("1.38e+10 王"), "1.38e+10"),
        (Raw("好" * 32_768), "32768 个字，太长了"),
    ],
)
def test_a_cell_that_cannot_be_used_says_why(raw: Raw, why: str) -> None:
    assert why in str(read(raw).wrong)


def test_everything_is_told_at_once(book: Book, told: Told) -> None:
    places = [
        book.put("基本信息", "级别", "内容", "九"),
        book.put("对话", "greet", "怎么开始", "响"),
        book.put("评分", "org", "内容", MARCH),
        book.put("意图库", "单句", "说法", "(甲"),
        book.put("试说例句", "几种写法", "应得的结果", "总分"),
    ]
    lines = told(book)
    assert [line.split("!")[1].split(":")[0] for line in lines[:-1]] == places
    assert lines[-1].startswith("有 5 处要改")


def test_no_more_is_listed_than_anyone_reads(book: Book, told: Told) -> None:
    for row in range(100, 400):
        book["评分"][f"A{row}"] = f"nowhere{row}"
    lines = told(book)
    assert len(lines) == 203
    assert lines[-3] == "还有 100 处没有列出，先改上面这些。"


def test_a_condition_without_a_goal_is_told_where_the_goal_belongs(book: Book, told: Told) -> None:
    book.put("对话", "hear", "如果 1", "没有出声")
    place = book.find("对话", "hear", "去哪 1")
    assert told(book)[:-1] == [f"rich.xlsx:对话!{place}: 写了“如果 1”，还要选“去哪 1”"]


def test_inner_rules_need_their_outer_one(book: Book, told: Told) -> None:
    page = book["评分"]
    inner = [row[0].row for row in page.iter_rows(min_row=2) if str(row[0].value).startswith("↳")]
    assert inner[0] is not None
    outer = inner[0] - 1
    page.delete_rows(inner[0], len(inner))
    assert f"rich.xlsx:评分!D{outer}: 下面要有带“↳”的行：“回合”写 ↳，每行一条里层的规则" in told(book)


def test_an_inner_rule_takes_no_points(book: Book, told: Told) -> None:
    place = book.put("评分", "稍后回电\n马上回电", "分值", "5")
    row = place.removeprefix("E")
    assert told(book)[:-1] == [f"rich.xlsx:评分!C{row}: 里层的规则不能写“分值”，请写在外层的规则上"]


def test_a_second_answer_needs_a_first_one(book: Book, told: Told) -> None:
    place = book.put("试说例句", "几种写法", "回合", "↳")
    assert any(line.startswith(f"rich.xlsx:试说例句!{place}: ↳ 要跟在") for line in told(book))


def test_the_first_row_of_examples_needs_a_name(book: Book, told: Told) -> None:
    place = book.put("试说例句", "优秀", "例句", None)
    assert any(
        line.startswith(f"rich.xlsx:试说例句!{place}: 这一段例句没有名字：它的第一行删掉了吗？") for line in told(book)
    )


def test_what_examples_do_not_have_is_told(book: Book, told: Told) -> None:
    place = book.put("试说例句", "优秀", "其他", "心情: 好")
    book["试说例句"].append([None, None, None, "3"])  # seconds of nothing
    lines = told(book)
    assert any(line.startswith(f"rich.xlsx:试说例句!{place}: ") and "没有“心情”这一项" in line for line in lines), lines
    assert len(lines) == 2


def test_a_single_sentence_has_one_row_and_few_columns(book: Book, told: Told) -> None:
    place = book.put("试说例句", "单句", "响了几声", "2")
    book["试说例句"].append([None, "hear", "还有一句"])
    lines = told(book)
    assert f"rich.xlsx:试说例句!{place}: “单句”这一行不用写“响了几声”，请删掉" in lines
    assert any("“单句”一行一句；这一行也请写上“单句”" in line for line in lines), lines
    assert len(lines) == 3


def test_a_single_sentence_leads_to_the_cell_that_is_wrong(book: Book, told: Told) -> None:
    place = book.put("试说例句", "单句", "应得的结果", "sorry: 没做到\n<没有>: 没做到")
    lines = told(book)
    assert any(line.startswith(f"rich.xlsx:试说例句!{place}: 第 2 行：没有说法表“<没有>”") for line in lines), lines
    book.put("试说例句", "单句", "回合", None)
    assert any("请写上这句话是对哪个回合的回答，例如 greet" in line for line in told(book))


def test_names_filled_down_are_still_one_example(book: Book, back: Callable[..., Imported]) -> None:
    book.put("试说例句", "很抱歉,漏水", "例句", "优秀")
    assert [example.name for example in back(book).scenario.file.examples] == ["优秀", "几种写法"]


def test_a_turn_without_a_name_is_told(book: Book, told: Told) -> None:
    page = book["对话"]
    page.append([None, None, "有人说话"])
    assert f"rich.xlsx:对话!A{page.max_row}: 这一行没有写回合的名字，请补上" in told(book)


def test_what_the_loader_refuses_as_a_whole_is_told(book: Book, told: Told) -> None:
    for row in range(100, 130):
        book["意图库"][f"A{row}"] = f"长{row}"
        book["意图库"][f"B{row}"] = "\n".join(f"第{number}种说法{row}" for number in range(2_000))
    assert any("文件" in line and "1 MB" in line for line in told(book))


def test_a_pack_that_is_missing_is_told_at_its_line(book: Book, told: Told) -> None:
    place = book.put("基本信息", "规则包", "内容", "taboo\ntabu")
    assert any(line.startswith(f"rich.xlsx:基本信息!{place}: 第 2 行：没有规则包“tabu”") for line in told(book))


def test_a_mistake_in_a_pack_is_told_with_the_packs_own_place(book: Book, tmp_path: Any, rich_raw: bytes) -> None:
    from trainer.scenario.packs import PackFolder
    from trainer.workbook.importing import convert

    (tmp_path / "taboo.yaml").write_text("pack: taboo\nlists: {致歉: [(抱歉]}\n", encoding="utf-8")
    with pytest.raises(WorkbookError) as error:
        convert(rich_raw, "rich.xlsx", packs=PackFolder(tmp_path))
    assert f"{tmp_path / 'taboo.yaml'}:2:" in error.value.message


def test_a_pack_taken_out_is_told_once_where_something_needs_it(book: Book, told: Told) -> None:
    place = book.put("基本信息", "规则包", "内容", None)
    lines = told(book)
    assert lines[0].startswith(
        f"rich.xlsx:基本信息!{place}: “规则包”里没有“taboo”，可是有 2 处要用到它：taboo.unknown；请在“规则包”里加上"
    )
    assert lines[1:] == ["有 1 处要改，没有写任何文件。改好、保存，再导入一次。"]


def test_phrase_lists_of_a_pack_taken_out_are_told_once(book: Book, told: Told) -> None:
    book.put("基本信息", "规则包", "内容", None)
    for sheet in ("基本信息", "试说例句"):
        for cell in [cell for row in book[sheet].iter_rows() for cell in row if "taboo.unknown" in str(cell.value)]:
            cell.value = re.sub(r"taboo\.unknown.*", "", str(cell.value)) or None
    book["基本信息"].delete_rows(int(book.find("基本信息", "调整规则包", "类别")[1:]))
    place = book.find("意图库", "致歉", "名称")
    assert told(book) == [
        f"rich.xlsx:意图库!{place}: 提醒：“规则包”里没有 taboo，它的 1 种说法都不算；"
        "要用，请在“基本信息”的“规则包”里加上 taboo，不用就不必管"
    ]


def test_a_renamed_turn_is_told_once_and_what_it_leads_to_is_held_back(book: Book, told: Told) -> None:
    place = book.find("评分", "greet", "回合")
    book.put("对话", "greet", "回合", "hello")
    first, held, last = told(book)
    assert first.startswith(f"rich.xlsx:评分!{place}: “对话”里没有“greet”这个回合")
    assert "格写着它" in first
    assert held == "别的地方还没有看，先改好上面这些。"
    assert last.startswith("有 1 处要改")


def test_a_number_may_have_its_unit(book: Book, back: Callable[..., Imported]) -> None:
    book.put("评分", "org", "分值", "5分")
    book.put("基本信息", "及格分", "内容", "75 分")
    done = back(book).scenario
    assert (done.file.pass_mark, next(b.rule.worth for b in done.rules if b.id == "greet.org")) == (75, 5)


def test_columns_that_decide_nothing_may_be_gone(book: Book, back: Callable[..., Imported]) -> None:
    page = book["评分"]
    page.delete_cols(next(cell.column for cell in page[1] if cell.value == "提示"))
    assert [str(one) for one in back(book).remarks] == ["rich.xlsx:评分!A1: 提醒：少了“提示”这一列，就当作都没有写"]


def test_what_is_hidden_struck_through_or_remarked_is_told(book: Book, back: Callable[..., Imported]) -> None:
    place = book.find("评分", "org", "内容")
    row = int(place[1:])
    book["评分"].row_dimensions[row].hidden = True
    book["评分"][place].font = Font(strike=True)
    book["评分"][place].comment = Comment("改一改", "主管")
    assert [str(one) for one in back(book).remarks] == [
        "rich.xlsx:基本信息!A1: 提醒：工作簿里有批注，批注没有读；要改的请写进格子里",
        f"rich.xlsx:评分!A{row}: 提醒：第 {row} 行是隐藏的，里面的内容照样读了；不要的请删掉整行",
        f"rich.xlsx:评分!{place}: 提醒：这一格的字画了删除线，照样读了；不要的请真的删掉",
    ]


def test_a_turn_moved_above_the_ring_is_told(book: Book, told: Told) -> None:
    page = book["对话"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    for number, values in enumerate([rows[1], rows[0], *rows[2:]], 3):
        for column, value in enumerate(values, 1):
            page.cell(number, column).value = value
    assert any("!B4: 提醒：电话铃响的回合不在第一行；第一行是电话的开头" in line for line in told(book))


def test_a_turn_that_is_not_reached_is_told_in_words_of_the_sheet() -> None:
    message = "没有哪个回合会走到“greet”；请在别的回合的 next 里写上它，或删掉它"
    assert in_sheet_words(message).startswith("电话不会走到“greet”：第一行是电话的开头")


def test_rows_with_the_name_of_a_packs_list_add_to_it(book: Book, back: Callable[..., Imported]) -> None:
    book["意图库"].append(["致歉", "给您赔不是\n给您添堵了", "本情景"])
    done = back(book)
    assert done.scenario.file.add == {"致歉": ("给您赔不是", "给您添堵了")}
    assert done.scenario.lists["致歉"] == ("很抱歉", "对不起", "给您赔不是", "给您添堵了")
    assert done.remarks == ()
