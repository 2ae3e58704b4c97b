"""Whose words a forbidden phrase is: somebody else's (业主说不行), or words that the agent says he does not say.

Looked at is what stands before the phrase; a quotation is one piece, its own marks included.
"""

from __future__ import annotations

import re

from trainer.rules.suspect import Answer, Suspect
from trainer.text import thresholds as t
from trainer.text.characters import CLAUSE_END, SENTENCE_END

_PERSONS = "客户|业主|住户|家人|邻居|对方|老人|他|她|他们|她们"
_STAFF = "同事|师傅|保安|保洁|阿姨|前台|员工|人员|经理|主管|领导|工人|人家|楼上|楼下"
_WHEN = "(刚才|刚刚|刚|也|还|都|之前|当时)?"
REPORTS = f"({_PERSONS}|您){_WHEN}(说|讲|反映|表示|提到|觉得|认为)"
ORDERS = f"({_PERSONS}|{_STAFF}){_WHEN}(让|叫|骂|嫌|吼|喊|怪|回|凶|说您)"  # what the caller was told
_CLAUSE_END = re.compile(f"[{CLAUSE_END}]")
_SENTENCE_END = re.compile(f"[{SENTENCE_END}]")
_TO = "跟和对给向同与"

_OPEN, _CLOSE = '“‘「『"', '”’」』"'
_WITHIN = f"[^{CLAUSE_END}{_OPEN}{_CLOSE}]"  # of a clause, outside quotations
# In a quotation that begins here, perhaps the second or third one: 说“不赔”“这不归我们管”
_QUOTED = (
    f"[了过着]?[：:，,]?(?:[{_OPEN}][^{_CLOSE}]*[{_CLOSE}](?:[、，,和或跟]|或者|还有|以及)?)*[{_OPEN}][^{_CLOSE}]*$"
)
_WHOM = f"(?:[{_TO}](?:[您他她]们?|客户|业主|大家|人家|任何人|谁))"
_OATH = "拍(?:着|了|个)?(?:胸脯|胸口|板)|打(?:着|个)?(?:包票|保票)|把话说(?:死|满)"
_LIGHTLY = "现在|这会儿|今天|当场|随[便口]|轻易|直接|马上|立刻|在?电话里|空口|一口|张口就|[就再也都先去乱瞎]"
_WAY = f"(?:{_WHOM}|{_OATH}|{_LIGHTLY})*"
_SAYS = "(?:[说讲提回]|回答|回复|告诉|答应|承诺|保证|许诺|应承|允诺|夸口)"
_NEVER = (
    "(?:[不没]敢|不(?:能|会|该|应该|可以|可能)|没法|无法|从来?[不没]|[绝决]不|[哪怎][敢能]"
    "|没有?(?=[答承保许应跟对给向说讲拍]))"
)
_RATHER_NOT = "不(?:想|好|愿意?|便)"  # 我不好说您是骗子 says it all the same
_AGENT = "(?<![您他她])(?<![您他她]们)(?<![您他她][也又都还就])(?<!能)(?<!会)(?<!敢)(?<!该)"
_OBJECT = "[了过]?(?:[您他她]们?|客户|业主|大家|一?句|那句|这句|这种话?|什么|的是)*"
_DISCLAIMS = re.compile(
    f"{_AGENT}(?:(?P<never>{_NEVER})|{_RATHER_NOT}){_WAY}(?:{_SAYS}{_OBJECT}|{_OATH}|[拿用]{_OBJECT}(?=[：:]?[{_OPEN}]))"
    f"(?:(?P<quoted>{_QUOTED})|{_WITHIN}{{0,{t.REPORT_REACH}}}$)"
)
_SPEAKER = f"(?<![{_TO}])(?:您|谁|别人|有人|大家|先生|女士|太太|{_PERSONS}|{_STAFF})们?|(?:要是|如果|换了|换成|换作)我"
_QUOTES = re.compile(
    f"(?:(?:{_SPEAKER})(?:[{_TO}]我们?|(?!我|[{_TO}][您他她]){_WITHIN}){{0,{t.REPORT_REACH}}}"
    f"(?:[说讲问回骂吼喊嚷写]|反映|表示|提到){_OBJECT}|那句话?|所谓的?){_QUOTED}"
)


def disclaimed(suspect: Suspect) -> Answer:
    """我不会跟您说“不归我管” and 我不敢答应您一定赔; but 我不会跟您多说，不归我管 says it.

    我不好说您是骗子 says it as well, and yet it does not: a doubt.
    """
    found = _DISCLAIMS.search(suspect.before)
    if found is None:
        return "pass"
    return "spare" if found["never"] or found["quoted"] else "doubt"


def reported(suspect: Suspect) -> Answer:
    """业主说孩子一个人下楼不行, 他让您滚; but 我跟您说不行, 我让您滚 and 您说的我不懂 are the agent's own words."""
    if _QUOTES.search(suspect.before):
        return "spare"
    text, found = suspect.utterance.text, suspect.found
    find, part = suspect.context.find, suspect.part
    reports = [(one, t.REPORT_REACH, _SENTENCE_END) for one in find(REPORTS, part)]
    orders = [(one, t.ORDER_REACH, _CLAUSE_END) for one in find(ORDERS, part)]
    for report, reach, end in reports + orders:
        if (
            report.grade == "sure"
            and report.text == found.text
            and report.end - report.said.endswith(("您", "你")) <= found.start <= report.end + reach
            and not end.search(text[report.end : found.start])
            and text[max(0, report.start - 1) : report.start] not in tuple(_TO)
            and text[report.end : report.end + 1] != "的"
        ):
            return "spare"
    return "pass"
