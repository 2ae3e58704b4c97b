"""Plain data → model, with every mistake as a located Chinese problem; and as much of the model as can be saved.

A rule that is wrong is replaced by a `Broken` one that keeps its id, other wrong parts are left out: so the checks that
come after can report the rest of the mistakes in the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from trainer.errors import Problem, nearest
from trainer.rules import by_operator
from trainer.rules.interface import Rule
from trainer.scenario.messages import sentence
from trainer.scenario.yaml_nodes import Document, Loc

M = TypeVar("M", bound=BaseModel)
_ROUNDS = 4


class Broken(Rule):
    """Stands for a rule with mistakes, so that references to it still lead somewhere."""

    operator: ClassVar[str] = "broken"

    meant: str  # the operator the author probably meant


@dataclass(frozen=True, slots=True)
class Shaped(Generic[M]):
    """A model, perhaps with parts left out, and what was wrong."""

    model: M | None
    problems: tuple[Problem, ...]
    hurt: frozenset[str]  # parts left out, as `slots` or `turns.next`: nothing is concluded from their absence


def shape(model: type[M], document: Document, fallback: Mapping[str, Any]) -> Shaped[M]:
    """The document as that model. `fallback` gives values for top keys that are required and missing."""
    data = deepcopy(document.data)
    problems: set[Problem] = set()
    hurt = {_part(loc) for loc in document.empty}
    for attempt in range(_ROUNDS):
        try:
            return Shaped(model.model_validate(data), tuple(sorted(problems)), frozenset(hurt))
        except ValidationError as error:
            found = error.errors(include_url=False)
        if attempt == 0:
            problems.update(located(found, document))
        if not isinstance(data, dict):
            break
        for item in found:
            loc: Loc = item["loc"]
            hurt.add(_part(loc))
            _repair(data, loc, fallback, extra=item["type"] == "extra_forbidden")
    return Shaped(None, tuple(sorted(problems)), frozenset(hurt))


def located(errors: list[Any], document: Document, at: Callable[[Loc], Loc] = lambda loc: loc) -> list[Problem]:
    """Pydantic's errors as problems, one for each place; `at` gives the location of their data in the document."""
    problems: dict[tuple[int, int], Problem] = {}
    for error in errors:
        loc = at(error["loc"])
        if error["type"] == "missing" and loc in document.empty:
            continue
        key = error.get("ctx", {}).get("key")
        known = document.known(loc)
        message = sentence(error, loc, known, document.data)
        if error["type"] in ("extra_forbidden", "two_operators", "no_operator"):
            where = loc if error["type"] == "extra_forbidden" else (*known, str(key))
            problem = document.problem(where, message, key=True)
        else:
            problem = document.problem(loc, message)
        problems.setdefault((problem.line, problem.column), problem)
    return list(problems.values())


def operator_meant(value: Any) -> str:
    """The operator of a rule as written, or the one its author probably meant."""
    if isinstance(value, dict):
        known = by_operator()
        for key in value:
            if key in known:
                return str(key)
        for key in value:
            near = None if key in Rule.model_fields else nearest(str(key), by_operator())
            if near:
                return near
    return "rule"


def _part(loc: Loc) -> str:
    """The top key, in a turn also the turn's key; nothing for a rule, which leaves a `Broken` one behind."""
    if loc[:1] == ("turns",):
        inside = [step for step in loc[2:] if isinstance(step, str)]
        if "rules" in loc and len(loc) > loc.index("rules") + 1:
            return ""
        return f"turns.{inside[0]}" if inside else "turns"
    if loc[:1] == ("rules",) and len(loc) > 1:
        return ""
    return str(loc[0]) if loc else "turns"


def _repair(data: dict[str, Any], loc: Loc, fallback: Mapping[str, Any], *, extra: bool) -> None:
    """Take the part at `loc` out of the data, or put something harmless in its place."""
    for index, step in enumerate(loc):
        if step == "rules" and index in (0, 2) and len(loc) > index + 1:
            _mend_rule(data, loc[: index + 2], loc[index + 2 :], extra=extra)
            return
    if loc[0] == "turns" and len(loc) > 1:
        turn = data["turns"][loc[1]]
        if not isinstance(turn, dict):
            data["turns"][loc[1]] = {"id": _stand_in(loc[1])}
        elif loc[2] == "id":
            turn["id"] = _stand_in(loc[1])
        else:
            turn.pop(str(loc[2]), None)
    elif loc[0] in fallback and loc[0] not in data:
        data[str(loc[0])] = fallback[str(loc[0])]
    else:
        data.pop(str(loc[0]), None)
        if len(loc) == 1 and loc[0] in fallback:
            data[str(loc[0])] = fallback[str(loc[0])]


def _stand_in(index: object) -> str:
    """An id for a turn that has none: one that an author may write, but nobody does."""
    return f"_turn_{index}_"


def _mend_rule(data: dict[str, Any], loc: Loc, inside: Loc, *, extra: bool) -> None:
    holder: Any = data
    for step in loc[:-1]:
        holder = holder[step]
    written = holder[loc[-1]]
    if isinstance(written, Rule):
        return
    if inside and isinstance(written, dict) and ((extra and len(inside) == 1) or inside[0] in Rule.model_fields):
        written.pop(str(inside[0]), None)
        return
    name = written.get("id") if isinstance(written, dict) else None
    good = isinstance(name, str) and name and not any(sign in name for sign in " .:,，。")
    holder[loc[-1]] = Broken.model_construct(id=name if good else None, meant=operator_meant(written))
