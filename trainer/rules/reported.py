"""Whose words a forbidden phrase is: somebody else's (业主说不行), or words that the agent says he does not say.

Looked at is what stands before the phrase; a quotation is one piece, its own marks included.
"""

from __future__ import annotations

import re

from trainer.rules.suspect import Answer, Suspect
from trainer.text import thresholds as t
from trainer.text.characters import CLAUSE_END, QUOTATION, SENTENCE_END

_TO = "跟和对给向同与冲朝"
_HIM = "(?:[您他她]们?|[您他她]?家里?人|老人|孩子|客户|业主|住户)"
_WHEN = "(?:刚才|刚刚|刚|也|还|都|就|又|老|总|直接|居然|竟然?|反而|之前|当时|当场|上次|那天|昨天|今天|一直)*"

_CLAUSES = re.compile(f"[{CLAUSE_END}]")
_WORD = re.compile(r"\w")

# Quotations
_QUOTATION = re.compile(QUOTATION)
_OPEN, _CLOSE = '“‘「『"', '”’」』"'
_WITHIN = f"[^{CLAUSE_END}{_OPEN}{_CLOSE}]"  # of a clause, outside quotations
# In a quotation that begins here, perhaps the second or third one: 说“不赔”“这不归我们管”
_QUOTED = (
    f"[了过着]?[：:，,]?(?:[{_OPEN}][^{_CLOSE}]*[{_CLOSE}](?:[、，,和或跟]|或者|还有|以及)?)*[{_OPEN}][^{_CLOSE}]*$"
)

# What the agent says that he does not say
_WHOM = f"(?:[{_TO}](?:[您他她]们?|客户|业主|大家|人家|任何人|谁))"
_OATH = "拍(?:着|了|个)?(?:胸脯|胸口|板)|打(?:着|个)?(?:包票|保票)|把话说(?:死|满)"
_LIGHTLY = "现在|这会儿|今天|当场|随[便口]|轻易|直接|马上|立刻|在?电话里|空口|一口|张口就|[就再也都先去乱瞎]"
_WAY = f"(?:{_WHOM}|{_OATH}|{_LIGHTLY})*"
_SAYS = "(?:[说讲提回劝]|[来打甩丢撂扔送]下?(?=了?一?[句声])|回答|回复|告诉|答应|承诺|保证|许诺|应承|允诺|夸口)"
_NEVER = (
    "(?:[不没]敢|不(?:能|会|该|应该|可以|可能)|没法|无法|没有?办法|从来?[不没]|[绝决]不|[哪怎][敢能]"
    "|没有?(?=[答承保许应跟对给向说讲拍])|不是[想要]?(?=[说讲](?![了过好错])))"
)
_RATHER_NOT = "不(?:想|好|愿意?|便)"  # 我不好说您是骗子 says it all the same
_AGENT = "(?<![您他她])(?<![您他她]们)(?<![您他她][也又都还就])(?<!能)(?<!会)(?<!敢)(?<!该)"
_OBJECT = "[了过]?(?:[您他她]们?|客户|业主|大家|一?[句遍声]话?|那句|这句|这种话?|什么|的是)*"
_DISCLAIMS = re.compile(
    f"{_AGENT}(?:(?P<never>{_NEVER})|{_RATHER_NOT}){_WAY}(?:{_SAYS}{_OBJECT}|{_OATH}|[拿用]{_OBJECT}(?=[：:]?[{_OPEN}]))"
    f"(?:(?P<quoted>{_QUOTED})|{_WITHIN}{{0,{t.REPORT_REACH}}}$)"
)
_WITHHOLDS = re.compile(f"{_AGENT}{_NEVER}{_WAY}$")
_UNSAID = re.compile(  # 今天能修好这种话我不敢说
    rf"{_WITHIN}{{0,4}}(?:这样?|这种|那种|一类|之类)的?(?:大|空|满)?话，?我们?{_NEVER}{_WAY}{_SAYS}"
)
_VOWS = re.compile(f"{_OATH}|{_SAYS}|担保")

# Who else speaks, by the last character of the word for him: 收费员, 装修队, 售楼部, 店长, 骑手, 客服
_BOSSES = "领导|公司|经理|主管|老板|上面|总部|上级"  # behind them hides who says no
_SOMEBODY = (
    r"(?:[他她]们?|同事|司机|楼[上下]|隔壁|(?<=\w)那边"
    f"|{_BOSSES}|[业房店车]主|[对工甲乙校厂院]方"
    r"|(?![我您这那没们])\w[员傅部队店家长手管台安洁工居姨户生士夫服务购介柜友爷奶叔婶哥姐人])"
)
_KIN = "先生|太太|爱人|老公|老婆|丈夫|妻子|父母|爸|妈|儿子|女儿|孩子"
_TELLERS = (
    f"客户|业主|住户|家人|邻居|对方|老人|[他她]们?|[您他她](?:{_KIN})|(?<!不瞒)您"  # whose words the agent passes on
)
_REPORTS = re.compile(
    f"(?<![{_TO}])(?:{_TELLERS}){_WHEN}(?:说|讲|反映|表示|提到|觉得|认为)"
    f"(?!的)(?:(?![，,]我)[^{SENTENCE_END}]){{0,{t.REPORT_REACH}}}$"
)
_SCOLDS = re.compile(  # what the caller was told, and nobody tells for the agent: 他让您…, 装修队冲您吼…
    f"(?<![{_TO}]){_SOMEBODY}{_WHEN}(?:"
    f"(?:[让叫骂嫌吼喊怪回凶赶怼训]|数落|挤兑|笑话|说(?={_HIM}))[了着过]?{_HIM}?{_WITHIN}{{0,{t.ORDER_REACH}}}"
    f"|[冲朝对]{_HIM}[^{CLAUSE_END}我]{{0,4}}[吼喊嚷骂凶]{_WITHIN}{{0,{t.REPORT_REACH}}})$"
)
_TELLS = re.compile(
    f"(?<![{_TO}])(?!{_BOSSES}){_SOMEBODY}{_WHEN}(?:[{_TO}](?:{_HIM}|我们?))?[^{SENTENCE_END}我]{{0,{t.REPORT_REACH}}}?"
    f"(?:[说讲回答嚷]|嘀咕|嘟囔|[来甩丢撂]了?一?句)(?!的){_WITHIN}{{0,{t.REPORT_REACH}}}$"
)
_ABOUT = re.compile(  # what one says of words that somebody else should not have said
    "这种?话|这么说|这样说|[您这种的]态度|不应?该|不对|像话|过分|伤人|难听|刺耳|委屈|难受|生气|来气|寒心|窝火|憋屈|心里|道歉"
    "|记[下上了]|如实|原话"
)
_IF = re.compile("要是|如果|假如|换[了成作]我")
_MINE = re.compile(
    f"(?<![{_TO}])我们?(?:[{_TO}送]{_HIM}|(?![您他她谁]|{_SOMEBODY}).)*(?:[说讲问回骂吼喊嚷写送]|一句话?|告诉|[放撂]在?这[儿里]?){_OBJECT}$"
)
_TO_YOU = re.compile(f"[{_TO}送]{_HIM}{_WITHIN}*(?:[说讲回骂吼喊嚷写]|一句话?){_OBJECT}$")
_NAMED = re.compile(_SOMEBODY)
_SPOKEN = re.compile(f"(?:[说讲问回骂吼喊嚷写]|反映|表示|提到|所谓的?|[这那一]句话?){_OBJECT}$")


def disclaimed(suspect: Suspect) -> Answer:
    """我不会跟您说“不归我管” and 我不敢答应您一定赔; but 我不会跟您多说，不归我管 says it.

    我不好说您是骗子 says it as well, and yet it does not: a doubt.
    """
    if _VOWS.match(suspect.text, suspect.found.start) and _WITHHOLDS.search(suspect.before):
        return "spare"
    if _UNSAID.match(suspect.text, suspect.found.end):
        return "spare"
    found = _DISCLAIMS.search(suspect.before)
    if found is None:
        return "pass"
    return "spare" if found["never"] or found["quoted"] else "doubt"


def reported(suspect: Suspect) -> Answer:
    """业主说孩子一个人下楼不行, 他让您滚; but 我跟您说不行, 我让您滚 and 您说的我不懂 are the agent's own words.

    师傅说不行 hides behind him; it is his words only where the agent goes on about them (这话太伤人了).
    """
    text, found, before = suspect.text, suspect.found, suspect.before
    whom = "您" * text.startswith("您", found.start)  # 说 您有完没完
    if _quoted(suspect) or _REPORTS.search(before) or _SCOLDS.search(before + whom):
        return "spare"
    after = text[found.end :][: t.ABOUT_REACH]
    return "spare" if _TELLS.search(before) and _ABOUT.search(after) else "pass"


def _quoted(suspect: Suspect) -> bool:
    """The words stand in quotation marks, and the clause before does not say that the agent says them.

    Two characters may be quoted for a sneer, and need a word of speaking; recognised speech has no marks to rely on.
    """
    found, text = suspect.found, suspect.text
    around = (one for one in _QUOTATION.finditer(text) if one.start() < found.start and found.end < one.end())
    quotation = None if suspect.heard else next(around, None)
    if quotation is None or not _WORD.search(text.replace(quotation[0], "")):
        return False
    lead = _CLAUSES.split(_QUOTATION.sub("", text[: quotation.start()]).rstrip("：:，,、"))[-1]
    if len(quotation[0]) - 2 <= t.SNEER and not _SPOKEN.search(lead):
        return False
    return bool(_IF.search(lead)) or not (_MINE.search(lead) or (_TO_YOU.search(lead) and not _NAMED.search(lead)))
