"""Which turn can follow which, and checks of it: unknown turns, turns never reached, loops without an exit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainer.errors import Problem
from trainer.scenario.checked_file import CheckedFile
from trainer.scenario.model import Turn
from trainer.scenario.suggestions import offer, short
from trainer.scenario.yaml_nodes import Document

END = "end"
_IDS = frozenset({"turns", "turns.id"})
_STEPS = _IDS | {"turns.next"}


def edges(turns: Sequence[Turn]) -> dict[str, tuple[str, ...]]:
    """For each turn the turns that may follow it, `end` among them."""
    ids = [turn.id for turn in turns]
    following = dict(zip(ids, [*ids[1:], END], strict=False))
    return {turn.id: tuple(step.go for step in turn.next) or (following[turn.id],) for turn in turns}


def check_turn_graph(checked: CheckedFile) -> list[Problem]:
    """Problems of the turns' ids and of what follows what."""
    turns = checked.file.turns
    problems = _names(turns, checked.document)
    for index, turn in enumerate(turns):
        problems += _steps(turn, index, checked)
    if turns and not problems and not checked.hurt & _STEPS:  # else it is unknown what can be reached
        problems += _reach(turns, edges(turns), checked.document)
    return problems


def _names(turns: Sequence[Turn], document: Document) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for index, turn in enumerate(turns):
        if turn.id in seen:
            problems.append(document.problem(("turns", index, "id"), f"回合 id“{short(turn.id)}”用了两次，请换一个"))
        if turn.id in (END, "call"):
            problems.append(document.problem(("turns", index, "id"), f"回合不能叫“{turn.id}”，这个词另有用处"))
        seen.add(turn.id)
    return problems


def _steps(turn: Turn, index: int, checked: CheckedFile) -> list[Problem]:
    document, problems = checked.document, []
    ids = {other.id for other in checked.file.turns}
    sure = not checked.hurt & _IDS  # else an unknown goal may be the id of a turn with a mistake
    last = len(turn.next) - 1
    for number, step in enumerate(turn.next):
        at = ("turns", index, "next", number)
        if sure and step.go not in ids and step.go != END:
            problems.append(
                document.problem((*at, "go"), f"没有回合“{short(step.go)}”{offer(step.go, [*sorted(ids), END])}")
            )
        if step.when is None and number != last:
            problems.append(document.problem(at, "没有 if 的去向只能放在最后，后面的去向永远轮不到；请移到最后一行"))
        if step.when is not None and number == last:
            problems.append(document.problem(at, "next 的最后一行不能有 if；请在下面加一行，例如 - {go: end}"))
    return problems


def _reach(turns: Sequence[Turn], graph: Mapping[str, tuple[str, ...]], document: Document) -> list[Problem]:
    reached = _closure(turns[0].id, graph)
    back: dict[str, tuple[str, ...]] = {}
    for name, goals in graph.items():
        for goal in goals:
            back[goal] = (*back.get(goal, ()), name)
    ending = _closure(END, back)
    problems = []
    stuck = False
    for index, turn in enumerate(turns):
        at = ("turns", index, "id")
        if turn.id not in reached:
            message = f"没有哪个回合会走到“{turn.id}”；请在别的回合的 next 里写上它，或删掉它"
            problems.append(document.problem(at, message))
        elif turn.id not in ending and not stuck:
            stuck = True  # one report for a loop; its other turns have the same cause
            message = f"从“{turn.id}”开始会一直绕圈，走不到结束；请在 next 里加一条 {{go: end}}"
            problems.append(document.problem(at, message))
    return problems


def _closure(start: str, graph: Mapping[str, tuple[str, ...]]) -> set[str]:
    reached = {start}
    waiting = [start]
    while waiting:
        for goal in graph.get(waiting.pop(), ()):
            if goal not in reached:
                reached.add(goal)
                waiting.append(goal)
    return reached
