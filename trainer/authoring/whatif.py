"""What would become of kept calls if a rule were another: the scenario changed, calls judged anew, the differences.

A setting is written `TURN.RULE.KEY=VALUE`, keys as in the scenario file or as the workbook has them in its headings;
`pass_mark=VALUE` changes the mark that is needed to pass.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer import __version__
from trainer.errors import ScenarioError, TrainerError
from trainer.history.values import Session
from trainer.scenario.load import Loaded, examine_document
from trainer.scenario.packs import PackFolder
from trainer.scenario.resolved import Scenario
from trainer.scenario.suggestions import offer, short
from trainer.scenario.yaml_nodes import parse
from trainer.scorecard import Scorecard
from trainer.scoring import score
from trainer.workbook.labels import parameter_labels
from trainer.workbook.write_yaml import render

SAMPLE = "greet.hello.points=6"
_HEADINGS = {
    "分值": "points",
    "每次扣": "deduct",
    "最多扣": "max_deduct",
    "一票否决": "fatal",
    "除外": "unless",
    "看哪里": "where",
    "及格分": "pass_mark",
}
PASS_MARK = "pass_mark"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to be changed."""

    text: str  # as it was typed
    rule: str | None  # full id; None: of the whole scenario
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One kept call, judged by the scenario as it is and as it would be."""

    session: Session
    before: Scorecard
    after: Scorecard

    @property
    def differs(self) -> bool:
        """The total, or whether it passes, is another."""
        return (self.before.total, self.before.passed) != (self.after.total, self.after.passed)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of all kept calls of one scenario, in the order they were given."""

    differences: tuple[Difference, ...]  # those that differ
    same: int = 0
    older: int = 0  # of both: kept by another version of the scenario or of the program
    unusable: int = 0  # their turns are not in the scenario any more, or they have no words


def parse_settings(texts: Iterable[str]) -> tuple[Setting, ...]:
    """The settings as typed. Raises TrainerError with every mistake of form."""
    found: list[Setting] = []
    wrong: list[str] = []
    keys = {**_HEADINGS, **{label: key for key, label in parameter_labels().items()}}
    for text in texts:
        path, sign, value = text.replace("\uff1d", "=", 1).partition("=")
        rule, _, key = path.strip().rpartition(".")
        key = keys.get(key.strip(), key.strip())
        if not (sign and key and value.strip()) or (not rule and key != PASS_MARK):
            wrong.append(f"--set {short(text)}：要写成 回合.规则.参数=内容，例如 {SAMPLE}；及格分写 {PASS_MARK}=75")
        elif any((rule or None, key) == (one.rule, one.key) for one in found):
            wrong.append(f"--set {short(text)}：“{short(path.strip())}”写了两次，请留一个")
        else:
            found.append(Setting(text, rule or None, key, value.strip()))
    if wrong:
        raise TrainerError("\n".join(wrong))
    return tuple(found)


def changed(loaded: Loaded, packs: PackFolder, settings: Sequence[Setting]) -> Scenario:
    """The scenario with those settings. Raises TrainerError with every mistake, each beside its setting."""
    wrong = [f"--set {short(one.text)}：{message}" for one in settings for message in _faults(loaded, packs, one)]
    if not wrong:
        scenario, faults = _with(loaded, packs, settings)
        if scenario is not None:
            return scenario
        wrong = [f"几处一起改就不对了：{message}" for message in faults]
    raise TrainerError("\n".join(wrong))


def _faults(loaded: Loaded, packs: PackFolder, setting: Setting) -> list[str]:
    """What is wrong with one setting alone."""
    known = [placed.bound.id for placed in loaded.rules]
    if setting.rule is not None and setting.rule not in known:
        whole = f"{setting.rule}.{setting.key}"
        if whole in known:
            return [f"还要写上改它的哪一项，例如 {whole}.points=6（分值）"]
        near = [rule for rule in known if rule.endswith(f".{setting.rule}")]
        hint = f"，是不是“{near[0]}”？" if near else offer(setting.rule, known)
        return [f"没有规则“{short(setting.rule)}”{hint}"]
    return _with(loaded, packs, [setting])[1]


def _with(loaded: Loaded, packs: PackFolder, settings: Sequence[Setting]) -> tuple[Scenario | None, list[str]]:
    """The changed scenario, or what is wrong with it."""
    assert loaded.scenario is not None
    data = copy.deepcopy(loaded.document.data)
    for one in settings:
        _place(data, loaded, one.rule)[one.key] = _value(one.value)
    path = Path(loaded.scenario.path)
    again = examine_document(parse(render(data), str(path)), path, packs)
    return again.scenario, list(dict.fromkeys(one.message for one in again.problems if not one.warning))


def _place(data: dict[str, Any], loaded: Loaded, rule: str | None) -> dict[str, Any]:
    """The mapping that holds the rule's keys: the rule itself, or what the scenario changes of a pack's."""
    if rule is None:
        return data
    placed = next(one for one in loaded.rules if one.bound.id == rule)
    document, loc = placed.origins[-1]
    if document is not loaded.document:
        changes: dict[str, Any] = data.setdefault("change", {}).setdefault(rule, {})
        return changes
    place: Any = data
    for step in loc:
        place = place[step]
    return place  # type: ignore[no-any-return]


def _value(text: str) -> Any:
    """The value as a scenario file would have it: `[甲, 乙]` is a list, all else a text."""
    if not text.startswith("["):
        return text
    try:
        return parse(f"value: {text}\n", "").data["value"]
    except ScenarioError:
        return text


def compare(sessions: Iterable[Session], scenario: Scenario, other: Scenario) -> Comparison:
    """Judge the kept calls by both scenarios. Sessions without a scorecard are left out."""
    found: list[Difference] = []
    same = older = unusable = 0
    turns = {turn.id for turn in scenario.file.turns}
    for session in sessions:
        card = session.card
        if card is None:
            continue
        wordless = card.call.utterances and not any(one.text for one in card.call.utterances)
        if wordless or not turns.issuperset(card.call.path):
            unusable += 1
            continue
        fresh = card.scenario_sha256 == scenario.sha256 and card.trainer_version == __version__
        older += not fresh
        before = card if fresh else score(scenario, card.call, explain=False)
        one = Difference(session, before, score(other, card.call, explain=False))
        if one.differs:
            found.append(one)
        else:
            same += 1
    return Comparison(tuple(found), same, older, unusable)
