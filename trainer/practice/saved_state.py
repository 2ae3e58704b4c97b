"""The state of a conversation as plain data, both ways: how the store keeps it (trainer/history)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from trainer import call as calls
from trainer.call import Call, Utterance
from trainer.practice.conversation import Phase, State, Visit

DAMAGE = (ValueError, KeyError, TypeError, AttributeError)  # of what was kept


def to_json(state: State) -> dict[str, Any]:
    """The state as plain data."""
    return {
        "phase": state.phase,
        "hints": list(state.hints),
        "rings": state.rings,
        "answered": state.answered,
        "ended_by": state.ended_by,
        "note": None if state.note is None else dict(state.note),
        "echo": state.echo,
        "visits": [
            {
                "turn": visit.turn,
                "caller": _utterances_to_json(visit.caller),
                "attempts": [_utterances_to_json(attempt) for attempt in visit.attempts],
            }
            for visit in state.visits
        ],
    }


def from_json(data: Mapping[str, Any]) -> State:
    """The State that `to_json` wrote; nothing: a fresh one. Raises one of DAMAGE on anything else."""
    if not data:
        return State()
    if data["phase"] not in get_args(Phase):
        raise ValueError(f"phase: {data['phase']!r}")
    checked = _checked({"echo": False, **data}, "hints", "rings", "answered", "ended_by", "note", "echo")
    state = State(
        phase=data["phase"],
        visits=tuple(
            Visit(
                turn=str(visit["turn"]),
                caller=_utterances_from_json(visit["caller"]),
                attempts=tuple(_utterances_from_json(attempt) for attempt in visit["attempts"]),
            )
            for visit in data["visits"]
        ),
        hints=checked.hints,
        rings=checked.rings,
        answered=checked.answered,
        ended_by=checked.ended_by,
        note=checked.note,
        echo=checked.echo,
    )
    if state.phase in ("reply", "feedback", "closing") and not state.visits:
        raise ValueError("no turn was visited")
    return replace(state, phase="ready") if state.phase == "ringing" else state


def _utterances_to_json(utterances: tuple[Utterance, ...]) -> list[dict[str, Any]]:
    return list(calls.to_json(Call(utterances=utterances))["utterances"])


def _utterances_from_json(data: list[Any]) -> tuple[Utterance, ...]:
    return _checked({"utterances": data}, "utterances").utterances


def _checked(data: Mapping[str, Any], *keys: str) -> Call:
    """What a session shares with a call, as the call they belong to: its fields are checked in one place."""
    return calls.from_json({**calls.to_json(Call()), **{key: data[key] for key in keys}})
