"""Is the scoring fair? Warnings about a scenario that loads, but may surprise its trainees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from trainer.checking.examples import Played
from trainer.errors import Problem
from trainer.rules.hangup import Hangup
from trainer.rules.interface import Rule
from trainer.rules.required import Required
from trainer.scenario.binding import Placed
from trainer.scenario.flow import END, edges
from trainer.scenario.load import Loaded
from trainer.scenario.model import ScenarioFile
from trainer.scenario.names import short
from trainer.text.normalise import normalise

SOUND_ONLY = ("loudness", "pitch")  # operators that no example can try: it has no sound to measure


def check_fairness(loaded: Loaded, played: Sequence[Played]) -> list[Problem]:
    """Every warning for that scenario; `played` are its examples."""
    if loaded.scenario is None:
        return []
    own = [item for item in loaded.rules if item.origins[-1][0] is loaded.document]
    return [*_points(loaded), *_short_phrases(own), *_examples(loaded, own, played)]


def main_path(file: ScenarioFile) -> list[str]:
    """The turns from the first to the end where no condition holds."""
    graph = edges(file.turns)
    path: list[str] = []
    here = file.turns[0].id if file.turns else END
    while here != END and here not in path:
        path.append(here)
        here = graph[here][-1]
    return path


def main_points(loaded: Loaded) -> Fraction:
    """The points that can be earned on the main path, call rules and packs included."""
    assert loaded.scenario is not None
    file = loaded.scenario.file
    recovery = {turn.id for turn in file.turns if turn.recovery}
    counted = set(main_path(file)) - recovery
    return sum(
        (bound.rule.worth for bound in loaded.scenario.rules if bound.turn is None or bound.turn in counted),
        Fraction(0),
    )


def _points(loaded: Loaded) -> Iterator[Problem]:
    points = main_points(loaded)
    if points == 0:
        yield loaded.document.problem(
            ("rules",), "没有一条规则有分，总分无从算起；请给规则写 points", key=True, warning=True
        )
    elif points != 100:
        message = f"主线上的规则一共 {float(points):g} 分，不是 100 分；扣分是按 100 分算的，建议凑成 100"
        yield loaded.document.problem(("turns",), message, key=True, warning=True)


def _short_phrases(own: Sequence[Placed]) -> Iterator[Problem]:
    for item in own:
        if isinstance(item.rule, Required):
            for template in item.rule.required:
                if len(normalise(template).chars) == 1:
                    message = f"“{short(template)}”只有一个字，很容易碰巧说到；请写长一些"
                    yield item.at_text(template, None, message, warning=True)


def _examples(loaded: Loaded, own: Sequence[Placed], played: Sequence[Played]) -> Iterator[Problem]:
    if not played:
        yield loaded.document.problem(
            (), "还没有写 examples（示例），不知道评分是否合适；请至少写一个好的、一个差的", warning=True
        )
        return
    outcomes: dict[str, set[str]] = {}
    for one in played:
        for verdict in one.card.verdicts:
            outcomes.setdefault(verdict.id, set()).add(verdict.outcome)
    for item in own:
        seen = outcomes[item.bound.id] - {"not_measured", "unclear"}
        name = item.bound.id
        if item.rule.worth == 0 or item.rule.operator in SOUND_ONLY:
            continue
        if not seen:
            yield item.at_key("id", f"没有哪个示例测到“{name}”；请加一个用得上它的示例", warning=True)
        elif "met" not in seen:
            yield item.at_key("id", f"没有哪个示例做到“{name}”；请看看要求是不是太严", warning=True)
        elif seen == {"met"} and not _beyond_examples(item.rule):
            yield item.at_key("id", f"没有哪个示例没做到“{name}”；请加一个差的示例，证明它分得出好坏", warning=True)


def _beyond_examples(rule: Rule) -> bool:
    """No example can miss it: in an example nobody hangs up on the caller."""
    return isinstance(rule, Hangup) and rule.hangup == "caller"
