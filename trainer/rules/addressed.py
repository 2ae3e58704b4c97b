"""`addressed`: the caller is addressed by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from trainer.rules.evidence import evidence_of
from trainer.rules.interface import Context, Judgement, Part, Rule, Slice
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import good, met, not_measured, share, unclear
from trainer.rules.wrong import REASON, wrong
from trainer.text.facts import as_phrase
from trainer.text.find import Found
from trainer.text.sounds import nearest, readings
from trainer.text.thresholds import SURNAME_APART, SURNAME_SIMILARITY

TITLES = ("先生", "女士", "小姐", "师傅", "阿姨", "经理", "主任", "老师")


class Addressed(Rule):
    """The caller is addressed by name.

    `addressed`: the address, a template, usually a slot ("{称呼}" = 陈女士); 女士 and 小姐 stand for each other.
    `at_least` (default 1): the number of replies needed. `from`: the turn whose reply is the first to count.
    By characters or the same sound (晨女士), not by a nearly same one. Recognition gets surnames wrong more often than
    anything else, so one of a similar sound before the title (唐先生 heard for 谭先生) is unclear. Typed, another
    surname in its place (您好，王先生 to Mr Tan) that is not put right in the same or the next reply is told.

    Partly: replies with it ÷ at_least.
    Missed or partly with the reason `wrong_fact`: the last name that the caller was given is not his.
    Unclear: it was heard only nearly, or audio was too bad, and that could change the result.
    Not measured: `not_visited` (the call did not come to the turn of `from`), `no_reply` (nothing said from there on).

    Source: P-surname.
    """

    model_config = ConfigDict(populate_by_name=True)

    operator: ClassVar[str] = "addressed"
    skill: ClassVar[Skill | None] = "礼貌称呼"
    label: ClassVar[str] = "称呼客户"
    meaning: ClassVar[str] = '要这样称呼客户，通常写 "{称呼}"'
    keys: ClassVar[Mapping[str, Key]] = {
        "from": Key("从哪个回合开始算，例如问到姓名以后", "从哪个回合起"),
        "at_least": Key("至少在几句回答里称呼"),
    }
    example: ClassVar[str] = '{addressed: "{称呼}", at_least: 2}'
    cells: ClassVar[Cells] = Cells("text", "{称呼}")
    placed: ClassVar[bool] = False
    met_example: ClassVar[str] = """
        slots: {称呼: 陈女士}
        rule: {addressed: "{称呼}", at_least: 2}
        replies: [陈女士您好, 好的，陈小姐]
    """
    missed_example: ClassVar[str] = """
        slots: {称呼: 陈女士}
        rule: {addressed: "{称呼}"}
        replies: [您好, 好的]
    """

    addressed: str
    from_: str | None = Field(default=None, alias="from")
    at_least: Annotated[int, Field(ge=1)] = 1

    def templates(self) -> tuple[str, ...]:
        return (self.addressed,)

    def wish(self, words: Words) -> str:
        return f"称呼客户“{words.sample(self.addressed)}”"

    def turns_named(self) -> Mapping[str, str]:
        return {} if self.from_ is None else {"from": self.from_}

    def judge(self, part: Part, context: Context) -> Judgement:
        told = wrong("称呼", context.phrase(self.addressed).texts[0], part, context)
        path = list(dict.fromkeys(part.call.path))
        if self.from_ is not None and self.from_ not in path:
            return not_measured("not_visited")
        later = path[path.index(self.from_) :] if self.from_ is not None else None
        slices = tuple(piece for piece in part.slices if later is None or piece.utterance.turn in later)
        if not slices:
            return not_measured("no_reply")
        counting = Part(part.call, part.turn, slices)
        clear = good(counting)
        names, context = _forms(context.phrase(self.addressed).texts), context.literally()  # nobody refuses a name
        found = sorted(
            (f for name in names for f in context.find_wanted(as_phrase(name), clear, "sound")),
            key=lambda f: (f.text, f.start),
        )
        found += [place for name in names for place in _perhaps(name, clear, context)]
        sure = _first_each(found, "sure")
        doubtful = {text: place for text, place in _first_each(found, "unclear").items() if text not in sure}
        evidence = [evidence_of(place, clear) for place in sure.values()]
        if told.sure is not None:
            needed = max(self.at_least, len(sure) + 1)
            why = f"{told.why}；拿不准就再问一声贵姓"
            return share(Fraction(len(sure), needed), why, [*evidence, told.sure], REASON)
        if len(sure) >= self.at_least:
            return met(f"用称呼叫了客户 {len(sure)} 次，亲切", evidence)
        gated: list[Slice] = [piece for piece in slices if piece.utterance.gate]
        if doubtful or gated:
            return unclear(
                "audio", evidence + [evidence_of(place, clear, counted=False) for place in doubtful.values()]
            )
        why = f"称呼“{names[0]}”说了 {len(sure)} 次，要 {self.at_least} 次；问到姓氏后，回话时带上称呼"
        return share(Fraction(len(sure), self.at_least), why, evidence)


def _perhaps(name: str, part: Part, context: Context) -> Iterator[Found]:
    """Places where speech recognition may have put another surname of a similar sound before the title."""
    surname, title = name[:1], name[1:]
    if title not in TITLES:
        return
    for place in context.find(title, part, "sound"):
        utterance = part.slices[place.text].utterance
        heard = utterance.text[max(0, place.start - 1) : place.start]
        if utterance.recognised and heard and nearest(frozenset(readings(surname)), readings(heard)) <= SURNAME_APART:
            said = heard + place.said
            start = place.start - 1
            like = SURNAME_SIMILARITY
            yield replace(place, start=start, said=said, alternative=name, how="near", grade="unclear", similarity=like)


def _first_each(found: list[Found], grade: str) -> dict[int, Found]:
    """The first place of that grade in each reply."""
    first: dict[int, Found] = {}
    for place in found:
        if place.grade == grade:
            first.setdefault(place.text, place)
    return first


def _forms(names: Sequence[str]) -> tuple[str, ...]:
    other = [name.replace("女士", "小姐") if "女士" in name else name.replace("小姐", "女士") for name in names]
    return tuple(dict.fromkeys([*names, *other]))
