"""Which characters end a sentence or a clause, which deny, which are a number: one table for all who ask.

Marks are strings that fit between the brackets of a regular expression; the rest are sets. They grow step by step;
where two of them differ, the comment beside the name says why.
"""

from __future__ import annotations

from trainer.text.normalise import DIGITS

# Ends of sentences and clauses
STOPS = "。！？!?"
SENTENCE_END = STOPS + "\n"
STATEMENT_END = SENTENCE_END + "；;"  # a semicolon parts two facts (3栋；5室), but not 业主说 from what he said
MARKED_END = STATEMENT_END + "，,"  # a full stop may stand in a number (3.5), and an ellipsis in a clause
CLAUSE_MARKS = STOPS + "；;，,.…"  # within a line
CLAUSE_END = CLAUSE_MARKS + "\n"  # for words: whoever writes 不行. or 不行… has ended
PHRASE_END = CLAUSE_END + "：:"  # a colon parts what was said from who said it, so no misspelling reaches over it
ANSWER_END = MARKED_END + "…、"  # of an option in a quiz answer: lists are written with 、
NUMBER_END = ANSWER_END + "：:—"  # of a short number: over a dash or a colon there are two of them

# In quotation marks: an expression, its marks included; “ and ” as keyboards put them
QUOTATION = '[“”"][^“”"]+[“”"]|[‘’][^‘’]+[‘’]|「[^」]+」|『[^』]+』'

GAP = "…"  # in a phrase: words may stand between its parts; no canonical text holds it

# Denial
NEGATIONS = frozenset("不没未无别勿非莫")  # single characters that turn the meaning wherever they stand
NEGATING_WORDS = (  # directly before a phrase; longest first
    "不应该", "没有", "无法", "不能", "不会", "不该", "不要", "不用", "不可", "没法", "不", "没", "别", "未", "勿",
)  # fmt: skip
NOT_NEGATING = (
    "要不",
    "特别",
    "分别",
    "告别",
    "个别",
    "区别",
    "差别",
    "级别",
    "性别",
    "对不",
)  # words that end like one
QUESTION_NEGATIONS = frozenset("不没")  # those that stand in the middle of a question: 行不行, 有没有

# Numbers, in canonical characters
NUMERALS = frozenset(DIGITS + "两十百千万")  # what a number is written with
QUANTITIES = NUMERALS | {"半"}  # what says how many: 半 is a quantity, but no part of a longer number
CONFUSED_NUMERALS = (
    frozenset("一七"),
    frozenset("六九"),
    frozenset("四十"),
)  # those that a line garbles for each other
NUMBER_WORDS = QUANTITIES | frozenset("亿点分")  # what an Arabic number may be said with (quantity): 3.5, 15%

SOFT = frozenset("的了啊呢吧呀嘛哦嗯您请就那这给来去下个地得")  # said more or less without another meaning

# Surnames: the commonest ones
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董潘袁于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔汤温康施牛樊葛邢齐易乔伍庞颜倪庄聂章鲁岳翟殷詹"
    "申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕季裴霍苗谷盛翁骆蓝路游辛管柴鲍祁滕屈饶古简"
)
