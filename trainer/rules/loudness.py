"""`loudness`: neither too soft nor too loud, and no sudden raising of the voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from trainer.rules.interface import Context, Judgement, Part, Rule, Slice
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import audible, exact, median, met, not_measured, plain, share, unclear
from trainer.scorecard import Evidence

COMPARED = 3  # replies; fewer do not show how loud the trainee usually speaks
SOFTEST, LOUDEST = -90, 0  # dBFS that can be asked for


def _range(value: object) -> object:
    try:
        low, high = (float(str(one).replace("−", "-").replace("－", "-")) for one in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        low, high = 0.0, 0.0
    if SOFTEST <= low < high <= LOUDEST:
        return (low, high)
    raise PydanticCustomError("loudness_range", "要写最轻和最响的音量（dBFS，-90 到 0），例如 loudness: [-30, -12]")


Range = Annotated[
    tuple[float, float],
    BeforeValidator(_range),
    WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}),
]


class Loudness(Rule):
    """How loud the replies are, in dBFS of the parts where the trainee speaks.

    `loudness`: softest and loudest that is fine. `jump`, dB: a reply louder by more than this than the trainee's
    median in this call is a raised voice; looked at from three replies on, not at all by default. A `where` picks
    whole replies; those with bad audio are left out. What is measured is the microphone's gain as much as the voice:
    set the range with the headsets that are used.

    Partly: the time of the replies that are fine ÷ the time of all.
    Unclear: every timed reply has audio too bad to judge.
    Not measured: `keyboard` (nothing was timed), `no_level` (the loudness is not known).

    Source: P-volume, A-calm, S-sales.
    """

    operator: ClassVar[str] = "loudness"
    skill: ClassVar[Skill | None] = "语速声音"
    label: ClassVar[str] = "音量"
    needs_times: ClassVar[bool] = True
    meaning: ClassVar[str] = "音量的范围，单位 dBFS，0 最响，例如 [-30, -12]"
    keys: ClassVar[Mapping[str, Key]] = {
        "jump": Key("某一句突然比自己平时响多少 dB，算提高了嗓门", "突然响多少算"),
    }
    example: ClassVar[str] = "{loudness: [-30, -12], jump: 10}"
    cells: ClassVar[Cells] = Cells(example="-30\n-12")
    examples_lack: ClassVar[Literal["sound"]] = "sound"
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {loudness: [-30, -12], jump: 10}
        replies: [{text: 您好, seconds: 1, loudness: -22}, {text: 请问有什么可以帮您, seconds: 2, loudness: -30}]
    """
    missed_example: ClassVar[str] = """
        rule: {loudness: [-30, -12]}
        replies: [{text: 您好, seconds: 1, loudness: -38}]
    """

    loudness: Range
    jump: Annotated[float, Field(gt=0, le=60)] | None = None

    def wish(self, words: Words) -> str:
        return "音量适中"

    def figures(self, words: Words) -> str:
        low, high = (plain(exact(limit)) for limit in self.loudness)
        return f"{low} 到 {high} 分贝（满格是 0）"

    def judge(self, part: Part, context: Context) -> Judgement:
        if all(piece.utterance.seconds is None for piece in part.slices):
            return not_measured("keyboard")
        clear = [piece for piece in audible(part) if _seconds([piece]) > 0]
        if not clear:
            return unclear("audio")
        levels = {piece: exact(dbfs) for piece in clear if (dbfs := piece.utterance.loudness) is not None}
        if not levels:
            return not_measured("no_level")
        low, high = (exact(limit) for limit in self.loudness)
        usual = self._usual(part)
        wrong: dict[Slice, str] = {}
        for piece, level in levels.items():
            if level < low:
                wrong[piece] = "soft"
            elif level > high:
                wrong[piece] = "loud"
            elif usual is not None and self.jump is not None and level - usual > exact(self.jump):
                wrong[piece] = "raised"
        if not wrong:
            return met("音量合适")
        worst = max(wrong, key=lambda piece: (_seconds([piece]), -piece.index))
        why = _WHY[wrong[worst]].format(
            level=plain(levels[worst]), low=plain(low), high=plain(high), usual=plain(usual or Fraction(0))
        )
        evidence = [Evidence(utterance=one.index, start=one.utterance.start, end=one.utterance.end) for one in wrong]
        return share(1 - _seconds(wrong) / _seconds(levels), why, evidence)

    def _usual(self, part: Part) -> Fraction | None:
        """The median of the speaker's replies in the whole call; None where they are too few."""
        said = [one for one in part.call.utterances if one.speaker == self.speaker and one.own_voice]
        levels = [exact(one.loudness) for one in said if one.loudness is not None]
        return median(levels) if len(levels) >= COMPARED else None


_WHY = {
    "soft": "有的话声音太小（{level} dB，合适的是 {low} 到 {high}）；坐直，话筒离嘴近一点",
    "loud": "有的话声音太大（{level} dB，合适的是 {low} 到 {high}）；话筒离嘴远一点，轻声说",
    "raised": "有的话突然提高了音量（{level} dB，平时 {usual}）；缓一口气，平稳地说",
}


def _seconds(pieces: Iterable[Slice]) -> Fraction:
    return sum((exact(piece.utterance.seconds or 0.0) for piece in pieces), Fraction(0))
