"""`pitch`: no raised voice."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Skill, Words
from trainer.rules.outcome import audible, exact, median, met, not_measured, plain, share, unclear
from trainer.scorecard import Evidence

COMPARED = 3  # replies; fewer do not show how high the trainee usually speaks


class Pitch(Rule):
    """No raised voice: how much higher a reply is than the trainee usually speaks in this call.

    `pitch`: the most semitones allowed (12 = twice the frequency) above the median of the trainee's replies in the
    whole call; each reply counts with its own median pitch. The highest reply in the part decides; lower is always
    fine. A `where` picks whole replies; those with bad audio are left out. One person's replies differ by 1 to 2
    semitones from sentence to sentence.

    Partly: linear from full points at `pitch` to nothing at twice as much.
    Unclear: every timed reply has audio too bad to judge.
    Not measured: `keyboard` (nothing was timed), `no_pitch` (no reply here has a measured pitch), `too_few` (fewer
    than three replies in the call have one).

    Source: A-calm, S-mood.
    """

    operator: ClassVar[str] = "pitch"
    skill: ClassVar[Skill | None] = "语速声音"
    label: ClassVar[str] = "语调"
    needs_times: ClassVar[bool] = True
    meaning: ClassVar[str] = "最高的一句，最多比自己平时高几个半音"
    example: ClassVar[str] = "{pitch: 4}"
    cells: ClassVar[Cells] = Cells(example="4")
    examples_lack: ClassVar[Literal["sound"]] = "sound"
    silence_satisfies: ClassVar[bool] = True
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {pitch: 4}
        replies:
          - {text: 您好, seconds: 1, pitch: 200}
          - {text: 请说, seconds: 1, pitch: 210}
          - {text: 好的, seconds: 1, pitch: 260}
    """
    missed_example: ClassVar[str] = """
        rule: {pitch: 4}
        replies:
          - {text: 您好, seconds: 1, pitch: 200}
          - {text: 请说, seconds: 1, pitch: 200}
          - {text: 我已经说过了, seconds: 1, pitch: 330}
    """

    pitch: Annotated[float, Field(gt=0, le=24)]

    def wish(self, words: Words) -> str:
        return "语调平稳，不提高嗓门"

    def figures(self, words: Words) -> str:
        return f"比平时最多高 {plain(exact(self.pitch))} 个半音"

    def judge(self, part: Part, context: Context) -> Judgement:
        if all(piece.utterance.start is None for piece in part.slices):
            return not_measured("keyboard")
        clear = [piece for piece in audible(part) if piece.utterance.start is not None and piece.utterance.own_voice]
        if not clear:
            return unclear("audio")
        heights = {piece: hertz for piece in clear if (hertz := exact(piece.utterance.pitch or 0.0)) > 0}
        if not heights:
            return not_measured("no_pitch")
        said = [one for one in part.call.utterances if one.speaker == self.speaker and one.own_voice]
        known = [hertz for one in said if (hertz := exact(one.pitch or 0.0)) > 0]
        if len(known) < COMPARED:
            return not_measured("too_few")
        highest = max(heights, key=lambda piece: heights[piece])
        above = exact(12 * math.log2(heights[highest] / median(known)))
        limit = exact(self.pitch)
        if above <= limit:
            return met("语调平稳")
        reply = highest.utterance
        evidence = [Evidence(utterance=highest.index, start=reply.start, end=reply.end)]
        why = f"有一句的语调比平时高 {plain(above)} 个半音，听着着急；缓一口气，放低声音再说"
        return share(2 - above / limit, why, evidence)
