"""Is it tried what must not count, and does a phrase list say one thing? Warnings about lists and the rules that ask
for them; a list or a rule that accepts too much gives points for what was not meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trainer.checking.mishearing import asked_lists
from trainer.errors import Problem
from trainer.scenario.binding import Placed
from trainer.scenario.load import Loaded
from trainer.scenario.packs import Pack
from trainer.scenario.references import LIST
from trainer.scenario.suggestions import short
from trainer.scenario.yaml_nodes import Document
from trainer.text.template import slots_in

MUCH = 6  # points: a rule worth as many has to be tried with words that must not count
# Of packs in one rule: lists that say the same are several where together they hold thousands of wordings; with more
# than these, hardly anything that is said does not count.
MOST_LISTS = 5


def check_counter_examples(loaded: Loaded, own: Sequence[Placed]) -> Iterator[Problem]:
    """Every warning about the phrase lists of a scenario and its own rules."""
    if loaded.scenario is None:
        return
    file = loaded.scenario.file
    refused: set[str] = set()
    for one in file.sentences:
        short_ids = loaded.scenario.short_ids(one.turn or "call")
        refused |= {short_ids.get(name, name) for name in _refused(one.expect)}
    yield from _lists(file.lists, refused, "sentences", loaded.document)
    for item in own:
        if item.rule.worth >= MUCH and item.bound.id not in refused and _own_words(item):
            message = (
                f"“{item.bound.id}”值 {float(item.rule.worth):g} 分，还没有试过不该算的话；"
                f"请在 sentences 里加一句听着像、其实不算的"
            )
            yield item.at_key("id", message, warning=True)
    yield from _meanings(own, file.lists)


def check_pack_counter_examples(pack: Pack) -> Iterator[Problem]:
    """The same for a pack; lists that only forbid or excuse are tried by its rules."""
    if pack.file is None:
        return
    refused = {name for example in pack.file.examples for name in _refused(example.expect)}
    yield from _lists(asked_lists(pack), refused, "examples", pack.document)
    yield from _meanings(pack.rules, ())


def _refused(expect: Mapping[str, str]) -> set[str]:
    return {name for name, outcome in expect.items() if outcome == "missed"}


def _lists(names: Iterable[str], refused: set[str], key: str, document: Document) -> Iterator[Problem]:
    for name in names:
        if f"<{name}>" not in refused:
            message = (
                f"说法表“{short(name)}”还没有试过不该算的话；"
                f"请在 {key} 里加一句听着像、其实不算的，期望 <{short(name)}>: missed"
            )
            yield document.problem(("lists", name), message, key=True, warning=True)


def _own_words(item: Placed) -> bool:
    """It asks for words of the author's own: not a list alone, and no value of a slot."""
    asked = (template for rule in item.rule.flat() for template in rule.asks())
    return any(not (LIST.fullmatch(template) or slots_in(template)) for template in asked)


def _meanings(items: Sequence[Placed], own_lists: Iterable[str]) -> Iterator[Problem]:
    """Lists that say two things in one turn, and rules that ask for nearly anything."""
    hints: dict[tuple[str | None, str], str] = {}
    for item in items:
        named = [{found[1] for one in rule.asks() if (found := LIST.fullmatch(one))} for rule in item.rule.flat()]
        most = max(len(names.difference(own_lists)) for names in named)
        if most > MOST_LISTS:
            message = (
                f"“{item.bound.id}”用了 {most} 个说法表，差不多说什么都算；最多 {MOST_LISTS} 个，请只留和提示一个意思的"
            )
            yield item.at_key(item.rule.operator, message, warning=True)
        hint = item.rule.hint or ""
        for name in sorted(set().union(*named)):
            other = hints.setdefault((item.bound.turn, name), hint)
            if other != hint:
                message = (
                    f"<{short(name)}> 在这里是“{short(hint)}”，上面又是“{short(other)}”，一句话两处得分；"
                    f"请只留一处，或者分成两个说法表"
                )
                yield item.at_text(f"<{name}>", None, message, warning=True)
