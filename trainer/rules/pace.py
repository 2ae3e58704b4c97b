"""`pace`: the speaking rate in 字 a minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trainer.call import Utterance
from trainer.rules.fields import Percent
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Operator, Skill, Words
from trainer.rules.outcome import exact, met, not_measured, plain, share, unclear
from trainer.scorecard import Evidence
from trainer.scorecard import Pace as CallPace
from trainer.text.count import chars

MIN_CHARS = 20  # 字; shorter utterances say little about pace

Measure = Literal["gross", "net"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """字 and seconds of the utterances that count, exact."""

    chars: int = 0
    seconds: Fraction = Fraction(0)

    @property
    def rate(self) -> Fraction | None:
        """字 a minute; None where nothing counts."""
        return self.chars * 60 / self.seconds if self.seconds else None


class Pace(Rule):
    """The speaking rate: Σ字 ÷ Σtime over the utterances that count, in 字 a minute.

    字: Han characters, digits as said, Latin letters. `pace`: the target, 字 a minute. `within` (default 20%): full
    points up to this deviation; `zero_at` (default 100%): none from this one on. `measure`: gross (default; from the
    first to the last speech of a reply, pauses inside included) or net (speech only, pauses ≥ 0.2 s left out).
    `min_chars` (default 20 字): shorter utterances do not count. `relative_to: caller`: the target is the pace of the
    caller in this call; where that was not timed, the pace of the scripted caller; else the number given.
    A `where` picks whole utterances. Natural Mandarin is about 240–310 net; the standard's 120 is gross and slow.

    Partly: linear from full at `within` to nothing at `zero_at`.
    Unclear: every timed reply has audio too bad to judge.
    Not measured: `keyboard` (nothing was timed), `too_short` (no reply long enough).

    Source: A-rate, S-sales.
    """

    operator: ClassVar[str] = "pace"
    skill: ClassVar[Skill | None] = "语速声音"
    label: ClassVar[str] = "语速"
    needs_times: ClassVar[bool] = True
    meaning: ClassVar[str] = "语速，每分钟多少字"
    keys: ClassVar[Mapping[str, Key]] = {
        "within": Key("快慢差多少以内给满分", "相差多少以内满分"),
        "zero_at": Key("差到多少就没有分，中间按比例"),
        "measure": Key(
            "怎么量",
            "怎样计算",
            {
                "gross": "从第一个字到最后一个字，中间的停顿也算时间",
                "net": "只算出声的时间，停顿不算",
            },
        ),
        "min_chars": Key("不到这么多字的回答不算", "至少几个字"),
        "relative_to": Key("写 caller，就和这通电话里客户的语速比，不和固定的数比", "和谁比"),
    }
    example: ClassVar[str] = "{pace: 120, within: 20%}"
    cells: ClassVar[Cells] = Cells(example="120")
    placed: ClassVar[bool] = False
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {pace: 120}
        replies: [{text: 您好，这里是海棠苑售后服务中心，很高兴为您服务, seconds: 11}]
    """
    missed_example: ClassVar[str] = """
        rule: {pace: 120}
        replies: [{text: 您好，这里是海棠苑售后服务中心，很高兴为您服务, seconds: 4}]
    """

    pace: Annotated[int, Field(ge=30, le=600)]
    within: Percent = Fraction(1, 5)
    zero_at: Percent = Fraction(1)
    measure: Measure = "gross"
    min_chars: Annotated[int, Field(ge=1)] = MIN_CHARS
    relative_to: Literal["caller"] | None = None

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if self.zero_at <= self.within:
            raise PydanticCustomError("pace_range", "zero_at 要比 within 大，例如 within: 20%，zero_at: 100%")
        return self

    def wish(self, words: Words) -> str:
        return f"语速每分钟 {self.pace} 字上下"

    @property
    def pace_target(self) -> int | None:
        return self.pace

    def excludes(self, other: Operator) -> bool:
        """Both measure in the same way, and the two ranges for full points do not meet."""
        if not isinstance(other, Pace) or self.measure != other.measure or self.relative_to or other.relative_to:
            return False
        slow, fast = sorted((self, other), key=lambda rule: rule.pace)
        return bool(slow.pace * (1 + slow.within) < fast.pace * (1 - fast.within))

    def judge(self, part: Part, context: Context) -> Judgement:
        said = tuple(piece.utterance for piece in part.slices)
        timed = tuple(one for one in said if one.seconds is not None)
        if not timed:
            return not_measured("keyboard")
        counting = _counting(timed, self.min_chars)
        rate = _spoken(counting, self.measure).rate
        if rate is None:
            return unclear("audio") if part.gate and not _good(timed) else not_measured("too_short")
        target, whose = self._target(part, context)
        off = abs(rate - target) / target
        evidence = [
            Evidence(utterance=piece.index, start=piece.utterance.start, end=piece.utterance.end)
            for piece in part.slices
            if piece.utterance in counting
        ]
        figures = f"语速 {plain(rate)} 字/分，{whose} {plain(target)}"
        if off <= self.within:
            return met(f"{figures}，合适", evidence)
        advice = "比{0}快；说慢一点，句间停一停" if rate > target else "比{0}慢；再连贯一点，少停顿"
        fraction = (self.zero_at - off) / (self.zero_at - self.within)
        return share(fraction, f"{figures}，{advice.format(whose)}", evidence)

    def _target(self, part: Part, context: Context) -> tuple[Fraction, str]:
        if self.relative_to == "caller":
            heard = [one for one in part.call.utterances if one.speaker == "caller"]
            rate = _spoken(_counting(heard, self.min_chars), self.measure).rate
            if rate is not None:
                return rate, "客户"
            if context.caller.get("pace"):
                return Fraction(context.caller["pace"]), "客户"
        return Fraction(self.pace), "标准"


def pace_of(utterances: Iterable[Utterance], min_chars: int = MIN_CHARS) -> CallPace:
    """The pace of these utterances, gross and net; 字 and seconds are those of gross (docs/SCORING.md, Pace)."""
    counting = _counting(utterances, min_chars)
    gross, net = _spoken(counting, "gross"), _spoken(counting, "net")
    return CallPace(
        gross=None if gross.rate is None else float(gross.rate),
        net=None if net.rate is None else float(net.rate),
        chars=gross.chars,
        seconds=float(gross.seconds),
    )


def _good(utterances: Iterable[Utterance]) -> tuple[Utterance, ...]:
    return tuple(one for one in utterances if one.own_voice and one.seconds is not None and one.seconds > 0)


def _counting(utterances: Iterable[Utterance], min_chars: int) -> tuple[Utterance, ...]:
    return tuple(one for one in _good(utterances) if chars(one.text) >= min_chars)


def _spoken(utterances: Iterable[Utterance], measure: Measure) -> Spoken:
    total, seconds = 0, Fraction(0)
    for one in utterances:
        time = one.seconds if measure == "gross" else one.speech
        if time:
            total += chars(one.text)
            seconds += exact(time)
    return Spoken(total, seconds)
