"""The branches as text: the main path straight down, what leaves it hangs beside the turn it leaves from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len

from trainer.authoring import turns
from trainer.authoring.ways import Way, Ways
from trainer.report.wrap import wrap
from trainer.scenario.heading import KINDS
from trainer.scenario.resolved import Scenario
from trainer.scenario.turn_graph import END

DEEPEST = 32  # cells of indentation; what would stand deeper is drawn below by itself


def title(scenario: Scenario, points: str) -> str:
    """The scenario in one line; `points`: of the main path."""
    file = scenario.file
    kind = KINDS[file.kind]
    return f"{file.title}（{file.id}，{kind}，{file.level} 级，{file.pass_mark} 分及格，主线 {points} 分）"


def tree(ways: Ways, width: int = 80) -> Iterator[str]:
    """The lines, none wider than `width` cells."""
    yield from _Tree(ways, width).lines()


@dataclass
class _Tree:
    ways: Ways
    width: int
    seen: set[str] = field(default_factory=set)
    later: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        main = self.ways.main
        self.seen.update(main)
        for number, turn in enumerate(main, 1):
            yield from self.turn(turn, "", "│  ", f"{number}. ")
            onward = [way for way in self.ways.of[turn] if way.main]
            yield from self.branches(turn, "", closed=False)
            if number < len(main) or self.ways.ends:
                yield from self.wrapped("↓  ", "   ", onward[0].label) if onward[0].label else ("│",)
            else:
                yield from self.wrapped("└─ ", "   ", self.reference(onward[0]))
        if self.ways.ends:
            yield f"■ {turns.END}"
        while self.later:
            turn = self.later.pop(0)
            yield ""
            yield from self.turn(turn, "", "   ", "（接上）")
            yield from self.branches(turn, "", closed=True)

    def turn(self, turn_id: str, mark: str, rest: str, before: str) -> Iterator[str]:
        """A turn's own lines: what it is, what the caller says; `mark` stands before the first, `rest` before all."""
        scenario = self.ways.scenario
        turn = scenario.turn(turn_id)
        cue = turns.cue(turn)
        about = [before + turn_id + cue, turns.recovers(turn, scenario), turns.worth(turn, scenario)]
        yield from self.wrapped(mark, rest, "　".join(text for text in about if text))
        for line in turns.lines(turn, scenario):
            yield from self.wrapped(rest, rest, f"{scenario.file.caller.name}：{line}")

    def branches(self, turn: str, prefix: str, *, closed: bool) -> Iterator[str]:
        """What leaves the turn; on the main path without the way straight on. `closed`: nothing follows below."""
        several = [way for way in self.ways.of[turn] if closed or not way.main]
        for number, way in enumerate(several, 1):
            last = closed and number == len(several)
            yield from self.branch(way, prefix + ("└─ " if last else "├─ "), prefix + ("   " if last else "│  "))

    def branch(self, way: Way, mark: str, rest: str) -> Iterator[str]:
        goal = way.goal
        if goal == END or goal in self.seen or cell_len(rest) > DEEPEST:
            if goal != END and goal not in self.seen:
                self.seen.add(goal)
                self.later.append(goal)
            yield from self.wrapped(mark, rest, self.reference(way))
            return
        self.seen.add(goal)
        yield from self.turn(goal, mark, rest, f"{way.label} → " if way.label else "→ ")
        yield from self.branches(goal, rest, closed=True)

    def reference(self, way: Way) -> str:
        """The way to a turn that is drawn elsewhere."""
        words = f"{way.label} → " if way.label else "→ "
        if way.goal == END:
            return words + turns.END
        if way.goal in self.ways.main:
            back = "回到 " if way.start in self.ways.main and self._before(way.goal, way.start) else ""
            return f"{words}{back}{way.goal}（主线第 {self.ways.main.index(way.goal) + 1} 步）"
        if way.goal in self.later:
            return f"{words}{way.goal}（画在下面）"
        return f"{words}{way.goal}（前面画过）"

    def _before(self, one: str, other: str) -> bool:
        return self.ways.main.index(one) <= self.ways.main.index(other)

    def wrapped(self, mark: str, rest: str, text: str) -> Iterator[str]:
        """The text with `mark` before its first line and `rest` before the others."""
        room = self.width - max(cell_len(mark), cell_len(rest))
        for number, line in enumerate(wrap(text, room).plain.split("\n")):
            yield (rest if number else mark) + line
