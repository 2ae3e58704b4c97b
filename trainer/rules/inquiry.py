"""不知道 that asks instead of declining: 不知道您收到短信了吗？

Chinese asks politely by wondering: without a subject, and with 您 as the one of whom something is asked. Declining has
another shape: 我不知道, 这个不知道, 不知道什么时候能给您修好. (docs/ETIQUETTE.md: A-never-unknown.)
"""

from __future__ import annotations

import re

from trainer.rules.suspect import Answer, Suspect
from trainer.text.characters import CLAUSE_END, SENTENCE_END
from trainer.text.thresholds import INQUIRY_SHORTEST

_WONDERS = frozenset({"不知道", "不晓得", "不清楚", "不太清楚"})
_SUBJECT = re.compile(  # what stands before them when somebody says of himself or of others that he does not know
    rf"(?:[我咱俺他她它谁们都又真可才就并倒]|(?<=[^{CLAUSE_END}])也|这边|这里|这儿|本人|自己|实在|确实|真的|的确|根本|压根|完全|反正"
    r"|师傅|同事|经理|主管|领导|公司|前台|物业|这个|那个|这事|那事|具体)$"
)
_YOU = re.compile(r"(?<![给为帮替跟和对向让请找叫谢到令劝])您")
_ASKS = re.compile(
    r"吗|呢|没有|了没|(\w)[不没]\1|是否|能否|可否|有没有|还是|多少|[几哪谁]|怎么|如何|怎样|什么|何时|多[久大长远]|贵姓|方便"
)
_ASKS_AT_LAST = re.compile(r"(?:吗|呢|没有|了没)$")
_GOES_ON = re.compile(rf"[，,](?:是[^{SENTENCE_END}]*还是|我[再好给替帮先])[^{SENTENCE_END}]*[？?]")  # …，我再打来？
_SCORN = re.compile(
    r"[说讲](?:的)?(?:是|些|了|都是)?什么|[干搞闹吵急喊叫骂嚷懂图凭烦气]什么|什么(?:毛病|意思|素质|好[说急闹吵])"
    r"|有(?:毛?病|完没完)|懂不懂|讲不讲|是谁|算老几|想怎么?样|怎么(?:这么|那么|想的)|哪来"
)
_CLAUSE_END = re.compile(f"[{CLAUSE_END}]")


def inquires(suspect: Suspect) -> Answer:
    """Spared where the words ask politely, in doubt where they may (recognised speech only).

    A question that does not name the listener is known by its mark, which on recognised speech is the engine's guess.
    """
    found, text = suspect.found, suspect.text
    if found.alternative not in _WONDERS or _SUBJECT.search(suspect.before):
        return "pass"
    end = _CLAUSE_END.search(text, found.end)
    words = text[found.end : end.start() if end else None]
    mark = end is not None and (end[0] in "？?" or bool(_ASKS.search(words) and _GOES_ON.match(text, end.start())))
    if not words or _SCORN.search(words):
        return "pass"
    if _YOU.search(words) and (mark or _ASKS.search(words)):
        return "spare"
    if len(words) < INQUIRY_SHORTEST:
        return "pass"
    if not suspect.heard:
        return "spare" if mark else "pass"
    return "doubt" if mark or _ASKS_AT_LAST.search(words) else "pass"
