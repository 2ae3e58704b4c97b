"""`choice`: the right one of a question's lettered options, or the right ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from trainer.answers.asked import Named
from trainer.answers.letters import LETTERS
from trainer.answers.read import read
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Skill, Words
from trainer.rules.outcome import audible, missed, share, unclear
from trainer.rules.word_times import when
from trainer.scorecard import Evidence


def _letters(value: object) -> object:
    letters = [value] if isinstance(value, str) else value
    if isinstance(letters, (list, tuple)) and letters:
        known = [letter for letter in letters if isinstance(letter, str) and letter and letter in LETTERS]
        if len(known) == len(letters) and all(len(letter) == 1 for letter in known) and len(set(known)) == len(known):
            return tuple(known)
    raise PydanticCustomError("choice", "choice 要写选项的字母（A 到 E），例如 B；多选写成列表，例如 [A, C]")


Letters = Annotated[
    tuple[str, ...],
    BeforeValidator(_letters),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(LETTERS)},
                {"type": "array", "items": {"enum": list(LETTERS)}, "minItems": 1, "uniqueItems": True},
            ]
        }
    ),
]


class Choice(Rule):
    """The right option of a question, or all the right ones and no wrong one; the turn's `choices` are the options.

    `choice`: a letter, or a list of letters where several are right. The trainee may say it as people do: B, 选B,
    A 和 C, 第二个, or the option's own words; a full-width or small letter is the same. On recognised speech letters
    count by sound (必 for B) where only one option can be meant.

    Partly: several are right, and the right ones named less the wrong ones named come to more than none: so many ÷
    the number of right ones.
    Where several are right, own words are read part by part: 姓名工号 is 姓名或者工号. A typed part that is no
    option is told in `why`.
    Unclear: recognised speech from which no option, or no single one, can be told, or which names some of the
    right ones and has a part that is no option; or the audio was too bad. The engine's other hypotheses are not asked:
    among several guesses at one letter the right one is easily found.
    Not measured: never by itself.

    Source: every rule can be asked about; group K is trained by questions only.
    """

    operator: ClassVar[str] = "choice"
    skill: ClassVar[Skill | None] = "忌语规范"
    label: ClassVar[str] = "选择题"
    meaning: ClassVar[str] = "选对哪一项，例如 B；多选写成列表，例如 [A, C]，要全对"
    example: ClassVar[str] = "{choice: [A, C], points: 5}"
    cells: ClassVar[Cells] = Cells("letters", "B（多选题一行一个）")
    answers_question: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {choice: [A, C]}
        choices: {A: 房号, B: 年龄, C: 电话}
        replies: [我选 A 和 C]
    """
    missed_example: ClassVar[str] = """
        rule: {choice: B}
        choices: {A: 第二声, B: 第三声, C: 第五声}
        replies: [第五声]
    """

    choice: Letters

    def wish(self, words: Words) -> str:
        """The letters."""
        return f"选 {'、'.join(self.choice)}"

    def options_named(self) -> tuple[str, ...]:
        """The letters."""
        return self.choice

    def judge(self, part: Part, context: Context) -> Judgement:
        """Met, partly or missed by the options named, with their places; unclear where none can be told."""
        pieces = audible(part)
        answer = read(
            [piece.text for piece in pieces],
            [piece.utterance.recognised for piece in pieces],
            context.choices,
            several=len(self.choice) > 1,
        )
        evidence = tuple(self._evidence(named, part, context) for named in answer.named)
        right = len(answer.letters.intersection(self.choice))
        wrong = len(answer.letters) - right
        fraction = max(Fraction(0), Fraction(right - wrong, len(self.choice)))
        if part.gate and fraction < 1:
            return unclear("audio", evidence)
        if answer.doubtful:
            why = "没听清选的是哪一项，不扣分；把选项念出来，或者说“第一个”，听得最清楚"
            return unclear("unclear_speech", why=why)
        if not answer.named:
            return missed(f"没看出选的是哪一项；{self._right(context)}")
        parts = "".join(f"“{part}”" for part in answer.unread) if right < len(self.choice) else ""
        if parts and not wrong and any(piece.utterance.recognised for piece in pieces):
            why = f"{parts}没听清是哪一项，不扣分；把选项念出来，或者说“第一个”，听得最清楚"
            return unclear("unclear_speech", evidence, why)
        why = self._why(answer.letters, context)
        return share(fraction, f"{parts}没看出是哪一项；{why}" if parts else why, evidence)

    def _why(self, named: frozenset[str], context: Context) -> str:
        extra, lacking = sorted(named.difference(self.choice)), sorted(set(self.choice) - named)
        if not extra and not lacking:
            return f"选对了：{described(self.choice, context.choices)}"
        if len(self.choice) == 1 and len(named) > 1:
            return f"只能选一项，您选了 {'、'.join(sorted(named))}；{self._right(context)}"
        if len(self.choice) == 1:
            return f"您选的是 {'、'.join(extra)}；{self._right(context)}"
        said = [f"少选了 {'、'.join(lacking)}"] if lacking else []
        said += [f"多选了 {'、'.join(extra)}"] if extra else []
        return f"{'，'.join(said)}；{self._right(context)}"

    def _right(self, context: Context) -> str:
        return f"正确答案是 {described(self.choice, context.choices)}"

    def _evidence(self, named: Named, part: Part, context: Context) -> Evidence:
        piece = audible(part)[named.text]
        start, end = piece.start + named.start, piece.start + named.end
        seconds = when(piece.utterance, start, end)
        return Evidence(
            utterance=piece.index,
            phrase=named.letter,
            alternative=context.choices[named.letter],
            said=piece.utterance.text[start:end],
            how=named.how,
            counted=named.letter in self.choice,
            start=seconds[0],
            end=seconds[1],
            char_start=start,
            char_end=end,
            similarity=None,
            confidence=seconds[2],
        )


def described(letters: Iterable[str], choices: Mapping[str, str]) -> str:
    """The options for a sentence: B（第三声）; a letter that no option has stands alone."""
    return "、".join(f"{letter}（{choices[letter]}）" if letter in choices else letter for letter in sorted(letters))
