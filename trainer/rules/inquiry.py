"""不知道 that asks instead of declining: 不知道您收到短信了吗？

Chinese asks politely by wondering: without a subject, and with 您 as the one of whom something is asked. Declining has
another shape: 我不知道, 这个不知道, 不知道什么时候能给您修好. (docs/ETIQUETTE.md: A-never-unknown.)
"""

from __future__ import annotations

import re

from trainer.rules.suspect import Answer, Suspect
from trainer.text.characters import CLAUSE_END, SENTENCE_END
from trainer.text.thresholds import INQUIRY_SHORTEST, REPORT_REACH

_WONDERS = frozenset({"不知道", "不晓得", "不清楚", "不太清楚"})
_STAFF = "师傅|同事|经理|主管|领导"
_SUBJECT = re.compile(  # what stands before them when somebody says of himself or of others that he does not know
    rf"(?:[我咱俺他她它谁们都又真可才就并倒]|(?<=[^{CLAUSE_END}])也|这边|这里|这儿|本人|自己|实在|确实|真的|的确|根本|压根|完全|反正"
    rf"|{_STAFF}|公司|前台|物业|这个|那个|这事|那事|具体)$"
)
_YOU = re.compile(r"(?<![给为帮替跟和对向让请找叫谢到令劝])您")
_ASKS = re.compile(
    r"吗|呢|没有|了没|(\w)[不没]\1|是否|能否|可否|有没有|还是|多少|[几哪谁]|怎么|如何|怎样|什么|何时|多[久大长远]|贵姓|方便"
)
_ASKS_AT_LAST = re.compile(r"(?:吗|呢|没有|了没)$")
_GOES_ON = re.compile(  # …，我再打来？ …，还是钟点不对？
    rf"[，,](?:(?:是[^{SENTENCE_END}]*)?还是|我[再好给替帮先来])[^{SENTENCE_END}]*[？?]"
)
_PRESENT = re.compile(r"在不在|方不方便|方便不方便")  # …冯女士在不在，方便请她听电话吗？
_ASKS_FOR = re.compile(rf"[，,](?:方便|能|可以|可否|麻烦您[请叫帮让])[^{SENTENCE_END}]*[？?]")
_OWN_STAFF = re.compile(_STAFF)
_ASKS_MORE = re.compile(  # 不知道您问这些，是不是遇上什么事了？
    rf"[，,](?:[^{CLAUSE_END}我咱]{{0,6}}?(?:(\w)[不没]\1|有没有)|是[^{CLAUSE_END}]*还是)[^{SENTENCE_END}]*[？?]"
)
_OWN_PART = re.compile("^(?:我(?:有没有|是不是)|是我[^，]+还是)")  # 不知道我有没有打对，您是顾女士吧？
_OWED = re.compile(f"[我咱]|{_STAFF}|什么时候|几时|多[久长]|[几哪]天|[怎咋]么?[办修弄]")  # an answer
# Whose ignorance it is: the listener's (您还不知道, 看您还有哪儿不清楚), or that of a moment (不知道结果之前)
_LISTENER = re.compile(
    rf"(?<![给为帮替跟和对向让请找叫])您们?(?:还|可能|也许|或许|大概|怕|恐怕|当时|要是|是)*$"
    rf"|(?:^|[^我{CLAUSE_END}])(?:还?有(?:没有)?)(?:哪[儿里些]|哪一?[点条步句样]|什么(?:地方)?)还?$"
)
_OTHERS = re.compile(  # 楼上那户也不知道, 图纸上的字不清楚
    rf"(?:^|[{CLAUSE_END}])(?:您?(?:们|家里?)?的?(?:先生|太太|爱人|孩子|小孩|老人|父母|妈妈|爸爸|母亲|父亲|邻居|租客|室友)"
    rf"|[^{CLAUSE_END}我咱这]{{0,6}}(?:楼[上下]那?[户家]?|隔壁|那[户家]|[住租]户|业主|客户|对方|邻居|老人|孩子|有的?人|[多少]人"
    r"|大家|字|字迹|号码|声音|信号|画面|照片)(?:们|家里?|群?里)?(?:有人)?)"
    r"(?:[也还都又真]|可能|大概|恐怕)*$"
)
_MOMENT = re.compile(rf"^[^{CLAUSE_END}]{{2,10}}(?:之前|以前|前|的情况下)(?:$|我们?(?:先|不|绝))")
# An excuse (抱歉，我不晓得您正忙) and thanks (没您我真不知道怎么办): nothing was asked
_SORRY = re.compile("抱歉|对不起|对不住|不好意思|打扰|打搅|冒昧|见谅|原谅|失礼")
_YOUR_STATE = re.compile(r"^您(?!们?(?:说|问|讲|提|指|要|找|想|的))")
_GRATEFUL = (  # what stands before, and how it goes on
    (
        re.compile(rf"(?:没有?|要不是|多亏|幸亏|亏得|少了)您[^{SENTENCE_END}]{{0,8}}$"),
        re.compile("^(?:该|要|得)?(?:怎么|如何|咋)"),
    ),
    (re.compile(rf"(?:要不|不然|否则)[^{CLAUSE_END}]{{0,4}}$"), re.compile("^多少")),  # 要不然不知道多少家记错了日子
    (
        re.compile(
            rf"(?:^|[{CLAUSE_END}])(?:您|要是|这个?电话)*不(?:说|讲|提|打|来|告诉|提醒)[^{CLAUSE_END}]{{0,4}}我们?[还真可也都]*$"
        ),
        re.compile("^$"),
    ),
)
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
    if found.alternative not in _WONDERS:
        return "pass"
    end = _CLAUSE_END.search(text, found.end)
    words = text[found.end : end.start() if end else None]
    if _SCORN.search(words):
        return "pass"
    if _told_otherwise(suspect, words):
        return "spare"
    if not words or _SUBJECT.search(suspect.before):
        return "pass"
    mark = end is not None and (end[0] in "？?" or _goes_on(words, text[end.start() :]))
    if _YOU.search(words) and (mark or _ASKS.search(words)):
        return "spare"
    if len(words) < INQUIRY_SHORTEST:
        return "pass"
    if not suspect.heard:
        return "spare" if mark else "pass"
    return "doubt" if mark or _ASKS_AT_LAST.search(words) else "pass"


def _goes_on(words: str, rest: str) -> bool:
    """The clause has no mark, and yet the sentence asks the listener."""
    if _PRESENT.search(words) and not _OWN_STAFF.search(words) and _ASKS_FOR.match(rest):
        return True
    if not _OWED.search(words) and _ASKS_MORE.match(rest):
        return True
    asks = _ASKS.search(words) or (_YOU.search(words) and rest[1:].startswith("还是"))
    return bool(asks and _GOES_ON.match(rest))


def _told_otherwise(suspect: Suspect, words: str) -> bool:
    """The agent does not decline an answer: it is not he who does not know, or nobody asked him."""
    before = suspect.before
    if (_LISTENER.search(before) and not words.startswith(("吗", "么"))) or _MOMENT.search(words):
        return True
    if _OTHERS.search(before):
        return True
    if not suspect.heard and _OWN_PART.search(words) and not _SUBJECT.search(before):
        return True
    if any(said.search(before) and goes_on.search(words) for said, goes_on in _GRATEFUL):
        return True
    near = before[-REPORT_REACH:] + words + suspect.text[suspect.found.end + len(words) :][:REPORT_REACH]
    return bool(_YOUR_STATE.search(words) and not _ASKS.search(words) and _SORRY.search(near))
