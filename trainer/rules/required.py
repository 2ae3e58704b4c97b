"""`required`: a phrase that has to be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trainer.rules.acts import by_meaning
from trainer.rules.evidence import evidence_of, review_of
from trainer.rules.fields import Phrases
from trainer.rules.interface import Context, Judgement, Part, Rule, sure_count
from trainer.rules.operator import Cells, Key, Words
from trainer.rules.outcome import missed, unclear
from trainer.rules.suspect import Answer, Suspect
from trainer.rules.unless import excused
from trainer.scorecard import Evidence
from trainer.text.find import Found
from trainer.text.nearness import Grade
from trainer.text.normalise import familiar
from trainer.text.phrase import Match
from trainer.text.template import Characters, parse

SHOWN = 3  # wordings named where something was not said


class Required(Rule):
    """A phrase that has to be said.

    A list means: any of them. `all: true` asks for every one, `at_least: 3` for three different ones; what is found
    ÷ what is needed is then earned in part. `match` says how far recognition may be off: `exact` characters, the same
    `sound`, or `near` sound (default). On typed text a same-sounding misspelling counts and is shown as 错别字; 你 for
    您 counts, too, and `why` says that 您 is better.
    On recognised speech the phrase may also stand in another hypothesis of the engine than the text shown. `unless`
    names phrases inside which the words do not count, as for `banned`. Own words count for a list that stands for a
    dialogue act (<致歉>), unless `match` or `unless` is given.

    Where the words around it turn the phrase (我可不会上报, docs/MATCHING.md), it was not said: `refused` where nothing
    else meets the rule. Where they may turn it, it counts and is marked for a person to look at.

    Unclear: the phrase was heard, but not well enough to tell; or the audio was too bad.

    Source: P-greet, P-close (docs/ETIQUETTE.md).
    """

    operator: ClassVar[str] = "required"
    label: ClassVar[str] = "要说"
    meaning: ClassVar[str] = "要说的话；写成列表是说到任何一句都行"
    keys: ClassVar[Mapping[str, Key]] = {
        "all": Key("true：列出来的每一句都要说到", "每一句都要说到"),
        "at_least": Key("列出来的至少说到几句"),
        "match": Key(
            "怎样才算说到",
            "怎样才算",
            {"exact": "一字不差", "sound": "同音也算", "near": "同音和很接近的音都算"},
        ),
    }
    example: ClassVar[str] = "{required: [您好, <问候>], points: 5, hint: 第一句说“您好”}"
    cells: ClassVar[Cells] = Cells("phrases", "您好\n<问候>")
    orderable: ClassVar[bool] = True
    met_example: ClassVar[str] = """
rule: {required: [请问您贵姓, 怎么称呼您]}
replies: [请问您贵姓？]
"""
    missed_example: ClassVar[str] = """
rule: {required: [请问您贵姓, 怎么称呼您]}
replies: [你叫什么？]
"""

    required: Phrases
    all: bool = False
    at_least: int | None = Field(default=None, ge=1)
    match: Match = "near"
    unless: Phrases | None = None

    @model_validator(mode="after")
    def _enough_phrases(self) -> Required:
        if self.at_least and self.at_least > len(self.required):
            raise PydanticCustomError(
                "at_least",
                "at_least 要 {needed} 句，可是 required 只列了 {given} 句",
                {"needed": self.at_least, "given": len(self.required)},
            )
        return self

    def wish(self, words: Words) -> str:
        """The phrases themselves stand beside it."""
        return "这几句都要说到" if self.all else "要说到"

    def clause(self, words: Words) -> str:
        """The first phrase."""
        return f"说“{words.sample(self.required[0])}”"

    def asks(self) -> tuple[str, ...]:
        """The phrases themselves."""
        return self.required

    def excuses(self) -> tuple[str, ...]:
        """The contexts."""
        return self.unless or ()

    @property
    def by_words(self) -> bool:
        """Always."""
        return True

    @property
    def by_sound(self) -> bool:
        """Not where the very characters are asked for."""
        return self.match != "exact"

    def judge(self, part: Part, context: Context) -> Judgement:
        """Met, partly, unclear or missed, with the place of every phrase found or the nearest candidate."""
        doubt = part.recognised and context.explain  # else only a miss needs what came closest
        places, needed = self.places(part, context, nearest=doubt), self.needed_phrases
        best = {template: best_of(found) for template, found in places.items()}
        sure = [found for found in best.values() if found and found.grade == "sure"]
        doubtful = [found for found in best.values() if found and found.grade == "unclear"]
        evidence = tuple(evidence_of(found, part) for found in sure)
        others = (one for found in places.values() for one in found if one.grade == "sure" and one not in sure)
        again = tuple(_place(one, part) for one in others)
        missing = [template for template in self.required if best[template] not in sure]
        firm = sum(found.turned is None for found in sure)
        review = tuple(mark for found in sure if firm < needed for mark in review_of(found, part))
        if len(sure) >= needed:
            return Judgement("met", _praise(sure, part), Fraction(1), evidence=evidence, again=again, review=review)
        if doubtful and len(sure) + len(doubtful) >= needed:
            unsure = tuple(evidence_of(found, part, counted=False) for found in doubtful)
            why = f"好像说了“{doubtful[0].alternative}”，但没听清，不扣分，请复核录音"
            return unclear("unclear_speech", evidence + unsure, why)
        if part.gate:
            return unclear("audio", evidence)
        if sure:
            share = Fraction(len(sure), needed)
            why = f"说到了 {len(sure)} 句，还差 {needed - len(sure)} 句：{_examples(missing[:SHOWN], context)}"
            return Judgement("partly", why, share, evidence=evidence, again=again, review=review)
        whole = len(missing) <= SHOWN and all(isinstance(parse(template).only, Characters) for template in missing)
        wanted = _examples(missing if whole else missing[: min(needed, SHOWN)], context)
        turned = [one for found in places.values() for one in found if one.turned and one.grade == "candidate"]
        if turned:
            return _refused(min(turned, key=_where), wanted, part)
        kind = "" if whole else "这类的话"
        templates = self.required if context.explain else ()
        near = (best_of(context.find(template, part, self.match, nearest=True)) for template in templates)
        return missed(f"没有说到{wanted}{kind}", _nearest(near, part))

    @property
    def needed_phrases(self) -> int:
        """How many of the phrases have to be said."""
        return len(self.required) if self.all else self.at_least or 1

    def places(self, part: Part, context: Context, *, nearest: bool) -> dict[str, tuple[Found, ...]]:
        """Where each phrase stands, may stand, or (`nearest`) comes closest to it."""
        places = context.find_each(self.required, part, self.match, nearest=nearest)
        places = context.helped(places, self.needed_phrases, part, self.match)
        if part.recognised and self.match == "near" and sure_count(places) < self.needed_phrases:
            places = {one: found + context.perhaps(one, part) for one, found in places.items()}
        if self.unless:
            return {one: self._counting(found, part, context) for one, found in places.items()}
        own = self.match == "near" and not context.literal
        return by_meaning(places, self.needed_phrases, part) if own else places

    def _counting(self, found: tuple[Found, ...], part: Part, context: Context) -> tuple[Found, ...]:
        """The places without what stands inside an `unless`, and in doubt where it may."""
        answers = [excused(Suspect(one, part, context, self.excuses())) for one in found]
        grades: dict[Answer, Grade] = {"spare": "candidate", "doubt": "unclear"}
        return tuple(
            replace(one, grade=grades[answer]) if one.grade == "sure" and answer in grades else one
            for one, answer in zip(found, answers, strict=True)
        )


def _refused(found: Found, wanted: str, part: Part) -> Judgement:
    """The phrase stands there, but the words around it turn its meaning."""
    assert found.turned
    why = f"说到了“{found.said}”，可{found.turned.kind.tells}，不算；可以这样说：{wanted}"
    return replace(missed(why, (evidence_of(found, part, counted=False),)), reason="refused")


def _place(found: Found, part: Part) -> Evidence:
    """Where it was said, without the time, which takes long to tell."""
    index = part.slices[found.text].index
    return Evidence(utterance=index, said=found.said, char_start=found.start, char_end=found.end)


def _examples(templates: Iterable[str], context: Context) -> str:
    """A natural wording of each, to show to the trainee; the author's first ones are the models."""
    return "、".join(f"“{one}”" for one in dict.fromkeys(map(context.phrasebook.sample, templates)))


def best_of(found: tuple[Found, ...]) -> Found | None:
    """The surest of the places, then the most similar one."""
    order = {"sure": 0, "unclear": 1, "candidate": 2}
    return min(found, key=lambda f: (order[f.grade], f.turned is not None, -f.similarity, *_where(f)), default=None)


def _where(found: Found) -> tuple[int, int]:
    return found.text, found.start


def _praise(sure: list[Found], part: Part) -> str:
    first = min(sure, key=_where)
    typed = not part.slices[first.text].utterance.recognised
    if typed and first.how == "sound":
        return f"说到了“{first.alternative}”（打成了“{first.said}”，有错别字）"
    return f"说到了“{first.said}”" + ("，用“您”更好" if typed and familiar(first.said, first.alternative) else "")


def _nearest(found: Iterable[Found | None], part: Part) -> tuple[Evidence, ...]:
    candidates = [one for one in found if one is not None]
    if not candidates:
        return ()
    return (evidence_of(max(candidates, key=lambda one: (one.similarity, -one.text, -one.start)), part, counted=False),)
