"""The judgements that many rules give, and every reason why a rule was not judged: one sentence for each.

A reason is a stable English word for scripts; the sentence is what the trainee reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from trainer.rules.interface import Judgement, Part, Slice
from trainer.scorecard import Evidence, Outcome

MISSED: Mapping[str, str] = {  # without judging what was said
    "no_reply": "这里没有回答",
    "repeated": "把前面的话照样又说了一遍，没有回答这一步",
    "said_elsewhere": "在要求的位置没有说话",
}
NOT_MEASURED: Mapping[str, str] = {
    "keyboard": "键盘练习测不到这一项，不计分",
    "speakers": "用的是扬声器，麦克风里有客户的声音，这一项不计分；戴上耳麦就能测",
    "one_side": "只录到一方的声音，这一项不计分",
    "too_short": "回答太短，量不准，这一项不计分",
    "too_few": "说的句数太少，不知道您平时的语调，这一项不计分",
    "no_level": "没有音量记录，这一项不计分",
    "no_pitch": "没有语调记录，这一项不计分",
    "no_ring": "没有铃声记录，这一项不计分",
    "no_duration": "没有通话时长，这一项不计分",
    "no_note": "这次没有填记录单，这一项不计分",
    "no_reply": f"{MISSED['no_reply']}，这一项不计分",
    "no_hangup": "不知道是谁先挂机，这一项不计分",
    "no_facts": "情景里没有要核对的内容，这一项不计分",
    "not_visited": "通话没有走到那一步，这一项不计分",
    "not_applicable": "这次通话用不上这一条",
    "no_anchor": "前面那一条没有做到，这一条无从比较",
    "nothing_said": "没有可以比对的内容，这一项不计分",
    "masked": "号码已经遮住，没法核对，这一项不计分",
}
UNCLEAR: Mapping[str, str] = {
    "audio": "录音听不清，这一项留给人工复核，不扣分",
    "long_reply": "这段话太长，没有从头查到尾，这一项留给人工复核，不扣分",
    "untuned": "语音模型没有调过，不扣分，请人复核",
    "unclear_meaning": "这句话可能是否定或转述，拿不准，这一项留给人工复核",
    "unclear_speech": "听起来有点像，但拿不准，这一项留给人工复核",
}


def exact(value: float) -> Fraction:
    """A measured number to three decimals, the same on every machine."""
    return Fraction(round(value * 1000), 1000)


def median(values: Collection[Fraction]) -> Fraction:
    """The middle one, or half way between the two in the middle; there is at least one."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def met(why: str, evidence: Iterable[Evidence] = ()) -> Judgement:
    """All points."""
    return Judgement("met", why, Fraction(1), evidence=tuple(evidence))


def missed(why: str, evidence: Iterable[Evidence] = ()) -> Judgement:
    """No points."""
    return Judgement("missed", why, evidence=tuple(evidence))


def unanswered(reason: str) -> Judgement:
    """No points, because nothing was said that could be judged."""
    return Judgement("missed", MISSED[reason], reason=reason)


def share(fraction: Fraction, why: str, evidence: Iterable[Evidence] = (), reason: str | None = None) -> Judgement:
    """Met at 1 (or more), missed at 0 (or less), else partly."""
    fraction = min(max(fraction, Fraction(0)), Fraction(1))
    outcome: Outcome = "missed" if fraction == 0 else "met" if fraction == 1 else "partly"
    return Judgement(outcome, why, fraction, reason, tuple(evidence))


def unclear(reason: str, evidence: Iterable[Evidence] = (), why: str = "") -> Judgement:
    """Heard, but not well enough to judge; costs nothing. `why`: what was perhaps heard, where that is known."""
    return Judgement("unclear", why or UNCLEAR[reason], reason=reason, evidence=tuple(evidence))


def not_measured(reason: str) -> Judgement:
    """It could not be measured; costs nothing."""
    return Judgement("not_measured", NOT_MEASURED[reason], reason=reason)


def audible(part: Part) -> tuple[Slice, ...]:
    """The slices that can be judged: typed, or with good audio."""
    return tuple(piece for piece in part.slices if piece.utterance.gate is None)


def good(part: Part) -> Part:
    """The part without what bad audio makes unfit to judge."""
    return Part(part.call, part.turn, audible(part))


def plain(number: Fraction) -> str:
    """A number for a sentence: at most one decimal, none where it is whole."""
    return f"{float(round(number, 1)):g}"
