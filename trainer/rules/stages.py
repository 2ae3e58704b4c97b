"""Everything that can spare a forbidden phrase or leave it in doubt, in the order in which it is asked.

`BANNED` is the list for `banned`, `AVOID` the one for `avoid`: each stage has a name, a sentence and two examples, one
that it stops and one that it lets pass. `trainer try --why` shows the stages that a sentence went through.
"""

from __future__ import annotations

import re

from trainer.rules.inquiry import inquires
from trainer.rules.reported import disclaimed, reported
from trainer.rules.suspect import Answer, Example, Stage, Suspect
from trainer.rules.unless import excused
from trainer.text import thresholds as t
from trainer.text.characters import CLAUSE_END, GAP, QUESTION_NEGATIONS
from trainer.text.lexicon import words
from trainer.text.normalise import normalise
from trainer.text.sounds import nearest, readings

_CLAUSE_END = re.compile(f"[{CLAUSE_END}]")
_TO = "跟和对给向同与"
_TOLD = re.compile(r"\w[说讲]$")
_TO_ME = re.compile(rf"[{_TO}]\w{{1,3}}[说讲]$")
_MYSELF = frozenset("我再先就来都话要得")  # 我说不行, 再说不行
_ASKS = re.compile(rf"[^{CLAUSE_END}]{{0,{t.QUESTION_REACH}}}([？?]|(?<![什怎多那这要])[吗嘛么][，。,.…\n]?)")
_PERSONS = frozenset("我您他她它们咱")
_QUESTIONS = re.compile(r"(\w)[不没]\1")
_DENIES = re.compile(
    "(?:[不别]|没有?)(?:是|能|会|敢|可以|可能|该|应该|想|愿|说|讲|骂|叫|觉得|认为|答应|承诺|保证)|没那|无法|[绝决从]不"
)
_IS_NOT = re.compile(
    "(?:(?<![是又还就])不是|(?<!算)[哪那]里?儿?是|[哪怎][么里]?(?:会|能|可能)(?:是|算)?|不能?算|(?:没有?|不会?)(?:觉得|认为|嫌))"
    "(?:您|他|她)?(?:什么|有意|故意|存心|在|那种|这种|一个)*$"
)
_RHETORICAL = re.compile(f"[^{CLAUSE_END}]{{0,6}}(?:[吗嘛么？?]|是什么)")
_LAST_ALONE = re.compile(rf"[{CLAUSE_END}]\w$")
_VERBS = re.compile(r"([是能会可要有])\w\1")


def _negated(suspect: Suspect) -> Answer:
    """不, 没 or 别 stands directly before it, without a pause (see Context.find), or it is said not to be so.

    您不是小题大做 and 怎么会是您的错 spare the caller; 您这不是无理取闹吗 asks and means it.
    """
    if suspect.found.negated and suspect.found.grade == "candidate":
        return "spare"
    denied = _IS_NOT.search(suspect.before) and not _RHETORICAL.match(suspect.text, suspect.found.end)
    return "spare" if denied else "pass"


def _misspelt(suspect: Suspect) -> Answer:
    return "pass" if suspect.heard or suspect.found.how == "exact" else "spare"


def _near_sound(suspect: Suspect) -> Answer:
    if suspect.found.how != "near":
        return "pass"
    return "doubt" if suspect.found.grade == "sure" else "spare"


def _same_sound(suspect: Suspect) -> Answer:
    return "pass" if suspect.found.how == "exact" else "doubt"


def _question(suspect: Suspect) -> Answer:
    """The negation with which the phrase begins is the middle of A-不-A; 不行不行 is no question.

    Spared where the characters on both sides are the same; where they sound alike, as recognition may have it, a doubt.
    """
    found, text = suspect.found, suspect.utterance.text
    ready = normalise(text)
    at = ready.starts.index(found.start)
    if normalise(found.alternative).chars[0] not in QUESTION_NEGATIONS or not 1 <= at < len(ready.chars) - 1:
        return "pass"
    if _CLAUSE_END.search(text[ready.ends[at - 1] : found.start]) or ready.chars[at - 2 : at - 1] == ready.chars[at]:
        return "pass"
    before, after = ready.chars[at - 1], ready.chars[at + 1]
    if before == after:
        return "spare"
    alike = nearest(frozenset(readings(before)), readings(after)) <= t.COST_CONFUSABLE
    return "doubt" if alike and suspect.heard else "pass"


def _two_clauses(suspect: Suspect) -> Answer:
    """A short phrase whose very words were heard in two clauses; typed, it stands nowhere (see `text.find`).

    The last character alone belongs to the next clause: 又没人管，您生气 is not 没人管您.
    """
    found = suspect.found
    if not suspect.heard and _LAST_ALONE.search(found.said) and not _CLAUSE_END.search(found.alternative):
        return "spare"
    one = len(found.alternative) <= t.ONE_CLAUSE and not _CLAUSE_END.search(found.alternative)
    return "doubt" if found.how == "exact" and one and _CLAUSE_END.search(found.said) else "pass"


def _veto(suspect: Suspect) -> Answer:
    """What would end the call with 0 points is left to a person where its clause denies or reports before it."""
    found, begin = suspect.found, suspect.clause[0]
    denied = _DENIES.search(_QUESTIONS.sub("", suspect.text[begin : found.start]))
    told = found.turned is not None and found.turned.kind.name == "reported"
    return "doubt" if suspect.fatal and (denied or told) else "pass"


def _muttered(suspect: Suspect) -> Answer:
    return "doubt" if suspect.muttered and suspect.found.grade == "unclear" else "pass"


def _cut_word(suspect: Suspect) -> Answer:
    found = suspect.found
    unclear = found.how == "sound" and found.grade == "unclear"
    return "doubt" if unclear and not suspect.muttered else "pass"


def _poor_audio(suspect: Suspect) -> Answer:
    return "doubt" if suspect.heard and suspect.utterance.gate else "pass"


def _short_sound(suspect: Suspect) -> Answer:
    found = suspect.found
    return "doubt" if found.how == "sound" and len(found.alternative) < t.SHORTEST_SAME_SOUND else "pass"


def _fatal_sound(suspect: Suspect) -> Answer:
    return "doubt" if suspect.found.how == "sound" and suspect.fatal else "pass"


def _own_word(suspect: Suspect) -> Answer:
    """The characters heard belong to a dictionary word that the forbidden phrase does not contain.

    Of a phrase in parts, with other words between them, that cannot be told.
    """
    found = suspect.found
    if found.how != "sound" or GAP in found.alternative:
        return "pass" if found.how != "sound" else "doubt"
    ready = normalise(suspect.utterance.text)
    inside = [i for i, start in enumerate(ready.starts) if found.start <= start < found.end]
    wanted = normalise(found.alternative).chars
    differs = [i for i, char in zip(inside, wanted, strict=False) if ready.chars[i] != char]
    own = any(
        ready.chars[start : start + length] in words()
        for length in (2, 3, 4)
        for position in differs
        for start in range(max(0, position - length + 1), position + 1)
        if start + length <= len(ready.chars)
    )
    return "doubt" if own else "pass"


def _garbled_question(suspect: Suspect) -> Answer:
    """是堵是工程部的问题 may have been 是不是, and 您看也不可以吗 可不可以; 你不知道吗 means what it says."""
    found, text, before = suspect.found, suspect.text, suspect.before
    if not suspect.heard:
        return "pass"
    if _VERBS.fullmatch(before[-2:] + text[found.start]):
        return "doubt"
    if found.alternative[0] not in QUESTION_NEGATIONS or not before or _TOLD.search(before):
        return "pass"
    asks = _ASKS.match(text, found.end) and before[-1] not in _PERSONS and not _CLAUSE_END.match(before[-1])
    return "doubt" if asks else "pass"


def _garbled_report(suspect: Suspect) -> Answer:
    """您感师傅讲不行 may have been 您说师傅讲不行; 我说不行 and 我跟您说不行 are the agent's own words."""
    told = _TOLD.search(suspect.before) if suspect.heard else None
    if told is None or suspect.found.alternative[0] not in QUESTION_NEGATIONS:
        return "pass"
    own = told[0][0] in _MYSELF or _TO_ME.search(suspect.before)
    return "pass" if own else "doubt"


NEGATED = Stage(
    "negated", "否定", "前面紧挨着“不、没、别”或“不是、哪是、怎么会是”，意思反过来，不算", _negated,
    stops=Example("肯定赔", "我们不肯定赔"),
    passes=Example("肯定赔", "不，肯定赔"),
)  # fmt: skip
MISSPELT = Stage(
    "misspelt", "打字", "打字只认原来的字，写成别的同音字不算", _misspelt,
    stops=Example("不行", "这个不形"),
    passes=Example("不行", "我步行过去", heard=True),
)  # fmt: skip
MUTTERED = Stage(
    "muttered", "含糊一声", "只有很短的一声，识别软件自己也没有把握，存疑", _muttered,
    stops=Example("不知道", "不知道", heard=True, muttered=True),
    passes=Example("不知道", "不知道", heard=True),
)  # fmt: skip
DISCLAIMED = Stage(
    "disclaimed", "声明不说", "前面是“我不会跟您说”“不敢答应您”这样的话，是说自己不说、不许诺，不算", disclaimed,
    stops=Example("不归我管", "我不会跟您说“不归我管”"),
    passes=Example("不归我管", "我不会跟您多说，不归我管"),
    turns=True,
)  # fmt: skip

BANNED: tuple[Stage, ...] = (
    NEGATED,
    MISSPELT,
    Stage(
        "near_sound", "近音", "只是音相近的从不扣分：很像的存疑，其余不算", _near_sound,
        stops=Example("我们也没有办法", "我们也没有棒法", heard=True),
        passes=Example("我们也没有办法", "我们也没有版法", heard=True),
    ),
    Stage(
        "question", "反复问", "“行不行”“能不能”里的“不”是在问，不算；两边的字只是音近，存疑", _question,
        stops=Example("不行", "您看这样行不行？"),
        passes=Example("不行", "不行不行"),
    ),
    Stage(
        "polite_question", "客气地问", "“不知道您……吗”是客气地问，不算；只从问号、语气词看出来的，录音里存疑", inquires,
        stops=Example("不知道", "不知道您收到短信了吗？"),
        passes=Example("不知道", "我不知道什么时候能修好。"),
    ),
    Stage(
        "two_clauses", "隔着标点", "三个字以内的话是隔着标点凑起来的；录音里的标点靠不住，存疑", _two_clauses,
        stops=Example("急什么", "您不用着急，什么都不用您准备", heard=True),
        passes=Example("急什么", "急什么？"),
    ),
    DISCLAIMED,
    Stage(
        "reported", "转述", "前面有“业主说”“您说”“他让您”这样的话，转述别人的话不算", reported,
        stops=Example("不行", "业主说孩子下楼不行"),
        passes=Example("不行", "我跟您说不行"),
    ),
    Stage(
        "unless", "除外", "说成了规则写明除外（unless）的话，不算；除外的话没听准，存疑", excused,
        stops=Example("不知道", "我不知道您方便接听吗", unless="不知道您方便"),
        passes=Example("不知道", "我不知道密码", unless="不知道您方便"),
    ),
    Stage(
        "veto", "否决存疑", "一说就零分的话，同一个分句的前面有否定或转述，存疑，留给人看", _veto,
        stops=Example("您有病", "我没那意思说您有病", fatal=True),
        passes=Example("您有病", "这都不懂，是不是您有病", fatal=True),
        turns=True,
    ),
    MUTTERED,
    Stage(
        "cut_word", "断错了词", "同音的字里，头上或末尾的字和旁边的字是一个词，存疑", _cut_word,
        stops=Example("您别急", "您别激动", heard=True),
        passes=Example("您别急", "您别即啊", heard=True),
    ),
    Stage(
        "poor_audio", "录音差", "这一句录音听不清，存疑", _poor_audio,
        stops=Example("不知道", "我不知道", heard=True, gate="noisy"),
        passes=Example("不知道", "我不知道", heard=True),
    ),
    Stage(
        "short_sound", "短话同音", "不到三个字的话，听成别的同音字，存疑", _short_sound,
        stops=Example("没门", "转到没们就好", heard=True),
        passes=Example("没办法", "我没伴法啊", heard=True),
    ),
    Stage(
        "fatal_sound", "零分只认原字", "一说就零分的话，听成别的同音字，存疑", _fatal_sound,
        stops=Example("没办法", "我没伴法啊", heard=True, fatal=True),
        passes=Example("没办法", "我没办法啊", heard=True, fatal=True),
    ),
    Stage(
        "own_word", "自成一词", "听到的同音字自己就是一个词（“不幸”），存疑", _own_word,
        stops=Example("不行", "很不幸", heard=True),
        passes=Example("没办法", "我没伴法啊", heard=True),
    ),
    Stage(
        "garbled_question", "像是在问", "像没听准的问话（“是堵是”“也不可以吗”），存疑", _garbled_question,
        stops=Example("不可以", "您看也不可以吗，我等您", heard=True),
        passes=Example("不知道", "你不知道吗？", heard=True),
    ),
    Stage(
        "garbled_report", "像是转述", "前面像是谁“说”“讲”的，可能是转述，存疑", _garbled_report,
        stops=Example("不行", "您感师傅讲不行", heard=True),
        passes=Example("不行", "我说不行", heard=True),
    ),
)  # fmt: skip

AVOID: tuple[Stage, ...] = (
    NEGATED,
    MISSPELT,
    DISCLAIMED,
    Stage(
        "same_sound", "同音", "这样的话只认原来的字，听成别的同音字，存疑", _same_sound,
        stops=Example("没问题", "没闻题", heard=True),
        passes=Example("没问题", "没问题", heard=True),
    ),
    MUTTERED,
)  # fmt: skip
