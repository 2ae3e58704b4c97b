"""The sheet 说明: how to work with the workbook, for people who know Excel; and the kinds of rules, for a drop-down."""

from __future__ import annotations

from trainer.rules import by_operator
from trainer.workbook.cells import OPERATOR
from trainer.workbook.rules_sheet import CALL, INNER
from trainer.workbook.sheets import BASICS, GUIDE, JUDGING, LISTS, TALK, TRYOUTS, Column, Sheet
from trainer.workbook.tryouts import SINGLE

COLUMNS = (
    Column("what", "怎样用这个工作簿", 24),
    Column("how", "说明", 84),
    Column("example", "例子", 44),
)
_STEPS = (
    ("第一步：改", "在下面几张表里改。灰色的格子只能看。不要改表名和第一行的表头；加一行、删一行都可以。", ""),
    ("第二步：保存", "保存成“Excel 工作簿（.xlsx）”，然后关掉它。不要存成 .csv、.xls 或带宏的 .xlsm。", ""),
    (
        "第三步：导入",
        "运行 trainer import，再加上这个文件的名字。写错的地方会说清楚在哪张表、哪一格，改好再导入一次。",
        "trainer import in-late.xlsx",
    ),
    ("第四步：检查、练习", "导入后得到一个 .yaml 情景文件。先检查，再自己练一遍。", "trainer check in-late.yaml"),
    ("", "", ""),
    (
        BASICS,
        "标题、类型、背景、来电人。“可替换的词”“要点”“情况”想加就加一行：选好类别，写上项目和内容。",
        "要点 ｜ 电话 ｜ 13812340001",
    ),
    (
        TALK,
        "一行一个回合：对方说什么，说完去哪里。“如果”空着表示其他情况；“去哪”都空着就接着下一行。",
        "如果 1：没做到: sorry　去哪 1：complain",
    ),
    (JUDGING, f"一行一条规则，“回合”写它管哪个回合；管整通电话的写“{CALL}”。每种规则的意思见下面。", ""),
    (
        LISTS,
        "同一个意思的各种说法。规则里写 <名称> 就都算。自己加的，“来自”写“本情景”；名称和灰色的一样，就是给它加说法。",
        "<致歉>",
    ),
    (
        TRYOUTS,
        "几段完整的对话和应得的分数，trainer check 每次都会试一遍：优秀的、一般的、不合格的、礼貌的陷阱。",
        "总分: >=90",
    ),
    (
        f"{TRYOUTS}里的“{SINGLE}”",
        "听着像、其实不算的一句话：“例句”写单句，写上回合、那句话和应得的结果。说法表也可以试。",
        "sorry: 没做到\n<致歉>: 没做到",
    ),
    ("", "", ""),
    ("一格写几行", "一行写一句。在格子里换行：按住 Alt 再按回车。不要用逗号、分号把几句话挤在一行。", "您好\n早上好"),
    ("只有一句的列表", "前面有“- ”的，表示以后可能有几句；留着它就行。", "- <评价>"),
    ("名称: 内容", "冒号用半角的“:”，一行一项。几个内容写成 [甲, 乙]，逗号也用半角。", "说了: [再见, 拜拜]"),
    (
        "电话、房号、时间",
        "所有格子都是“文本”格式，0571、3-2、12:30 照原样写。左上角的绿色小三角不用管。从别处粘贴时选“只粘贴文本”。",
        "3-2-501",
    ),
    (
        "一句话的写法",
        "(甲|乙) 两种都算；(请)? 可有可无；今天…上报 中间可以隔几个字；{公司} 换成“可替换的词”；"
        "<致歉> 意图库里的任何一种说法。",
        "(请)?您稍等",
    ),
    (INNER, f"“都要做到”“做到一项”“都不要”是由几条规则合成的：紧跟在它下面的行，“回合”写 {INNER}。", ""),
    ("YAML: ……", "这样开头的格子是特殊写法，不懂就不要动它。", ""),
    ("不要做的", "不要合并单元格，不要用公式，不要隐藏或改名工作表。排序会打乱回合的先后，也不要用。", ""),
    ("", "", ""),
)  # fmt: skip
_HEADING = ("规则（下拉选单）", "意思", "“内容”怎么写")


def write() -> tuple[Sheet, str]:
    """The sheet, and the area of the rules' names on it, as `$A$24:$A$48`."""
    sheet = Sheet(GUIDE, COLUMNS)
    for what, how, example in (*_STEPS, _HEADING):
        sheet.rows.append({"what": what, "how": how, "example": example})
    first = len(sheet.rows) + 2
    for operator, rule in by_operator().items():
        sheet.rows.append({"what": OPERATOR.encode(operator), "how": rule.meaning, "example": rule.cells.example})
    return sheet, f"$A${first}:$A${len(sheet.rows) + 1}"
