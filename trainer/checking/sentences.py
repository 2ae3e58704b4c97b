"""Single sentences with what rules and phrase lists should say of them: a pack's examples, a scenario's `sentences`.

A phrase list stands as `<name>` where a rule's id would: `met` where one of its wordings counts in the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.checking.examples import compare, differs
from trainer.errors import Problem
from trainer.rules.required import Required
from trainer.scenario.load import Loaded
from trainer.scenario.model import ScenarioFile
from trainer.scenario.packs import Pack
from trainer.scenario.references import LIST
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scoring.judge import Judge
from trainer.text.template import PhraseError

_WHOLE = "这里的说法表不能整个来试：{}"  # each of its phrases is right; all together they may be too many
_STAND_INS = {"公司": "海棠苑", "姓名": "小王", "工号": "1008", "称呼": "陈女士"}


def play_sentences(loaded: Loaded) -> Iterator[Problem]:
    """What a scenario's sentences do not bear out; only the rules that one names are judged, and what they need."""
    scenario = loaded.scenario
    for index, one in enumerate(scenario.file.sentences if scenario is not None else ()):
        assert scenario is not None
        said = Utterance("agent", one.text, one.turn, recognised=one.heard)
        path = (one.turn,) if one.turn else ()
        call = Call((said,), path, source="example", mode="example", variant=one.variant)
        rules = Judge(scenario, call, explain=False)
        lists = Judge(replace(scenario, rules=_lists(one.expect)), call, explain=False)
        short_ids = scenario.short_ids(one.turn or "call")
        for name, wanted in one.expect.items():
            judge = lists if LIST.fullmatch(name) else rules
            at = ("sentences", index, "expect", name)
            try:
                judgement = judge.judge(short_ids.get(name, name))
            except PhraseError as error:
                yield loaded.document.problem(at, _WHOLE.format(error.message))
                continue
            if judgement.outcome != wanted:
                yield loaded.document.problem(at, differs(name, judgement.outcome, judgement.why, wanted))


def play_pack(pack: Pack) -> list[Problem]:
    """What a pack's examples do not bear out."""
    if pack.file is None or pack.book is None:
        return []
    file = ScenarioFile(
        id=pack.name,
        title=pack.file.title,
        kind="checklist",
        slots={name: _STAND_INS.get(name, value) for name, value in pack.book.book.slots.items()},
    )
    problems: list[Problem] = []
    for index, example in enumerate(pack.file.examples):
        named = {name if "." in name else f"{pack.name}.{name}" for name in example.expect}
        rules = tuple(item.bound for item in pack.rules if item.bound.id in named)  # the others cost only time
        scenario = Scenario(file, (*rules, *_lists(example.expect)), pack.book.book.lists, sha256="")
        said = Utterance("agent", example.text, recognised=example.heard)
        call = Call(utterances=(said,), source="example", mode="example")
        try:
            card = scoring.score(scenario, call, explain=False)
        except PhraseError as error:
            problems.append(pack.document.problem(("examples", index, "expect"), _WHOLE.format(error.message)))
            continue
        problems += compare(example.expect, card, pack.document, ("examples", index, "expect"), pack.name)
    return problems


def _lists(names: Iterable[str]) -> tuple[BoundRule, ...]:
    """A rule for each phrase list among the names: any of its wordings."""
    return tuple(BoundRule(name, None, Required(required=(name,))) for name in names if LIST.fullmatch(name))
