"""Nobody who says a fact rightly, or something else, is told that it was wrong: every example, every fact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trainer.call import Call
from trainer.checking.examples import call_of
from trainer.rules.interface import Context, Part, Slice
from trainer.rules.wrong import wrong
from trainer.scenario.load import Loaded
from trainer.text.phrase import Phrasebook

MEANT = "念错"  # in the name of an example


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
def test_no_example_is_told_of_a_wrong_fact_but_those_that_show_it(loaded: dict[str, Loaded], heard: bool) -> None:
    told = []
    for name, one in loaded.items():
        assert one.scenario is not None
        file, slots = one.scenario.file, one.scenario.slots()
        context = Context(file.facts, slots, {}, Phrasebook(slots, {}))
        facts = [(fact, value) for fact, values in file.facts.items() for value in values]
        if "称呼" in slots:
            facts.append(("称呼", slots["称呼"]))
        for example in file.examples:
            whole = _whole(call_of(one.scenario, example), heard=heard)
            for fact, value in facts:
                why = wrong(fact, value, whole, context).why
                if why and MEANT not in example.name:
                    told.append((name, example.name, why))
    assert told == []


def _whole(call: Call, *, heard: bool) -> Part:
    said = tuple(replace(one, recognised=one.recognised or heard) for one in call.utterances)
    whole = replace(call, utterances=said)
    return Part(
        whole, None, tuple(Slice(n, one, 0, len(one.text)) for n, one in enumerate(said) if one.speaker == "agent")
    )
