"""A scorecard without private digits, or without any words: made once, after scoring, for every report.

Masked texts are as long as before, so that all offsets hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import replace
from pathlib import PurePath

from trainer.call import Call, Utterance, Word
from trainer.rules.word_times import placed
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Evidence, Review, Scorecard, Verdict
from trainer.scoring.private_facts import is_private, own_numbers, private_facts
from trainer.text.digit_groups import Line
from trainer.text.private_numbers import (
    PrivateNumbers,
    Stretch,
    find_private,
    groups_of,
    mask,
    mask_known,
    mask_text,
)

NAME_SIGN = "x"  # in names of files, where * cannot stand
GROUP = 3  # digits in another hearing of an utterance that has private ones
AROUND = 6  # utterances before and after another hearing that tell what its digits are
SHA256 = 8  # digits of a recording's sha256 in a name
UNSAID = "……"  # in place of what was said

_QUOTED = re.compile("“([^”]*)”")


def private_of(call: Call, scenario: Scenario) -> PrivateNumbers:
    """The private digits in the texts of a call; where only another hearing has them, the whole utterance is one."""
    known = private_facts(scenario) + tuple(
        value for names in (call.slots, call.note or {}) for name, value in names.items() if is_private(name, value)
    )
    own = own_numbers(scenario)
    lines = [Line(one.speaker, one.text) for one in call.utterances]
    found = find_private(lines, known, own)
    stretches = list(found.stretches)
    for index, utterance in enumerate(call.utterances):
        if not stretches[index] and any(
            hearing != mask(hearing, _in_place(index, hearing, lines, found, own)) for hearing in utterance.hypotheses
        ):
            chars = (char for group in groups_of(utterance.text, GROUP) for char in group.chars)
            stretches[index] = (Stretch(0, len(utterance.text), tuple(chars)),)
    return replace(found, stretches=tuple(stretches))


def _in_place(index: int, hearing: str, lines: list[Line], found: PrivateNumbers, own: Set[str]) -> tuple[Stretch, ...]:
    """The private digits of another hearing of an utterance."""
    if not groups_of(hearing, 1):
        return ()
    first = max(0, index - AROUND)
    near = lines[first : index + AROUND + 1]
    near[index - first] = replace(lines[index], text=hearing)
    private = find_private(near, found.known, own).stretches[index - first]
    return private or (groups_of(hearing, GROUP) if found.stretches[index] else ())


def masked(card: Scorecard, scenario: Scenario) -> Scorecard:
    """The scorecard without private digits, in whatever of its texts they stand."""
    call, own = card.call, own_numbers(scenario)
    private = private_of(call, scenario)
    lines = [Line(one.speaker, one.text) for one in call.utterances]
    utterances = tuple(
        replace(
            one,
            text=mask(one.text, private.stretches[index]),
            hypotheses=tuple(mask(two, _in_place(index, two, lines, private, own)) for two in one.hypotheses),
            words=_words(one, private.stretches[index]),
        )
        for index, one in enumerate(call.utterances)
    )

    def plain(text: str) -> str:
        return mask_text(text, private.known, own)

    def said(evidence: Evidence) -> str | None:
        if evidence.said is None or evidence.utterance is None:
            return evidence.said
        before, after = call.utterances[evidence.utterance], utterances[evidence.utterance]
        texts = [(before.text, after.text), *zip(before.hypotheses, after.hypotheses, strict=True)]
        start = evidence.char_start or 0
        if before.text[start : evidence.char_end] == evidence.said:
            return after.text[start : evidence.char_end]
        for raw, hidden in texts:
            if (at := raw.find(evidence.said)) >= 0:
                return hidden[at : at + len(evidence.said)]
        return mask_known(plain(evidence.said), private.known)

    def verdict(one: Verdict) -> Verdict:
        evidence = tuple(
            replace(
                found,
                said=said(found),
                phrase=None if found.phrase is None else plain(found.phrase),
                alternative=None if found.alternative is None else plain(found.alternative),
            )
            for found in one.evidence
        )
        why = one.why
        for before, after in zip(one.evidence, evidence, strict=True):
            why = why.replace(before.said, after.said or "") if before.said else why
        why = plain(why)
        quotes = one.reason in ("wrong_fact", "untuned")  # a fact that was said wrong, and what is right
        return replace(one, why=mask_known(why, private.known) if quotes else why, evidence=evidence)

    def review(one: Review) -> Review:
        return replace(one, said=utterances[one.utterance].text[one.char_start : one.char_end])

    def named(names: Mapping[str, str]) -> dict[str, str]:
        told = {name: f"{name}：" for name in names}
        return {name: plain(told[name] + value)[len(told[name]) :] for name, value in names.items()}

    return replace(
        card,
        call=replace(
            call,
            utterances=utterances,
            source=masked_name(call.source),
            trainee=None if call.trainee is None else mask_text(call.trainee),
            note=None if call.note is None else named(call.note),
            slots=named(call.slots),
            masked=True,
        ),
        verdicts=tuple(verdict(one) for one in card.verdicts),
        review=tuple(review(one) for one in card.review),
    )


def masked_name(path: str, content: str = "") -> str:
    """The path of a recording without private digits, as its results call it.

    `content`: sha256 of the recording; its start keeps two names apart that are masked alike.
    """
    hidden = mask_text(path, sign=NAME_SIGN)
    if hidden == path or not content:
        return hidden
    return str(PurePath(hidden).with_stem(f"{PurePath(hidden).stem}~{content[:SHA256]}"))


def without_words(card: Scorecard) -> Scorecard:
    """The scorecard without anything that was said or noted: outcomes, figures and times."""
    call = card.call
    heard = [text for one in call.utterances for text in (one.text, *one.hypotheses)]
    noted = [value for value in (call.note or {}).values() if value]

    def verdict(one: Verdict) -> Verdict:
        told = {text for found in one.evidence for text in (found.said, found.alternative) if text}

        def unquoted(quote: re.Match[str]) -> str:
            is_said = quote[1] in told or any(quote[1] in text for text in heard)
            return f"“{UNSAID}”" if is_said else quote[0]

        why = _QUOTED.sub(unquoted, one.why)
        for text in sorted((*(found.said for found in one.evidence if found.said), *noted), key=len, reverse=True):
            why = why.replace(text, UNSAID)
        return replace(one, why=why, evidence=tuple(_unsaid(found) for found in one.evidence))

    return replace(
        card,
        call=replace(
            call,
            utterances=tuple(replace(one, text="", hypotheses=(), words=()) for one in call.utterances),
            note=None if call.note is None else dict.fromkeys(call.note, ""),
        ),
        verdicts=tuple(verdict(one) for one in card.verdicts),
        review=tuple(replace(one, said="") for one in card.review),
    )


def _unsaid(evidence: Evidence) -> Evidence:
    return replace(evidence, said=None if evidence.said is None else "", phrase=None, alternative=None)


def _words(utterance: Utterance, stretches: tuple[Stretch, ...]) -> tuple[Word, ...]:
    """The words with the same digits masked; of a word that does not stand in the text, all of its digits."""
    if not stretches:
        return utterance.words
    text = mask(utterance.text, stretches)
    places = {id(word): (start, end) for start, end, word in placed(utterance)}
    hidden = []
    for word in utterance.words:
        if id(word) in places:
            start, end = places[id(word)]
            said = text[start:end]
        else:
            said = mask(word.text.strip(), groups_of(word.text.strip(), 1))
        hidden.append(replace(word, text=word.text.replace(word.text.strip(), said, 1) if word.text.strip() else ""))
    return tuple(hidden)
