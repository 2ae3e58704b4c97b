"""A call, a part of it and a context from a few lines of YAML, as the examples in the rules' manual pages use them.

rule: {…}            the rule itself, as in a scenario (required)
siblings: [{…}, …]   rules of the same turn, judged before it; their ids are <operator>-<n>
line: text | {text, seconds}      what the caller says first, timed with `seconds`
replies: [text | {text, seconds, gap, speech, heard, gate, turn, loudness, pitch}, …]
    gap: s after what came before, default 1; below 0 it begins over that
facts, slots, caller, lists: as in a scenario; choices: as in a turn        path: turns visited, default [turn]
rings, answered, duration, note, ended_by, both_sides, echo: of the call
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml

from trainer.call import Call, Utterance, Word
from trainer.rules import pick
from trainer.rules.interface import Context, Judgement, Part, Rule, Slice
from trainer.text.phrase import Phrasebook

TURN = "turn"


def agent(text: str, start: float | None = None, end: float | None = None, **more: Any) -> Utterance:
    """A reply: typed without times, recognised with them; `heard` decides otherwise."""
    heard = more.pop("heard", start is not None)
    speech = more.pop("speech", None if start is None or end is None else end - start)
    turn = more.pop("turn", TURN)
    return Utterance("agent", text, turn=turn, start=start, end=end, recognised=heard, speech=speech, **more)


def caller(text: str, start: float | None = None, end: float | None = None, **more: Any) -> Utterance:
    """A line of the caller, timed or only shown."""
    turn = more.pop("turn", TURN)
    speech = None if start is None or end is None else end - start
    return Utterance("caller", text, turn=turn, start=start, end=end, speech=speech, **more)


def words(*timed: tuple[str, float, float]) -> tuple[Word, ...]:
    """Word times."""
    return tuple(Word(text, start, end) for text, start, end in timed)


def part_of(call: Call, turn: str | None = TURN, speaker: str = "agent") -> Part:
    """All that the speaker said in the turn (None: in the call), whole."""
    slices = tuple(
        Slice(index, one, 0, len(one.text))
        for index, one in enumerate(call.utterances)
        if one.speaker == speaker and turn in (None, one.turn)
    )
    return Part(call, turn, slices)


def call_of(*utterances: Utterance, **more: Any) -> Call:
    """A call of one turn unless a path is given."""
    return Call(utterances, **{"path": (TURN,), **more})


def context(
    *,
    facts: Mapping[str, Sequence[str] | str] | None = None,
    slots: Mapping[str, str] | None = None,
    lists: Mapping[str, tuple[str, ...]] | None = None,
    who: Mapping[str, str] | None = None,
    choices: Mapping[str, str] | None = None,
) -> Context:
    """A context with nothing judged yet."""
    values = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in (facts or {}).items()}
    return Context(
        facts=values,
        slots=slots or {},
        caller=who or {},
        phrasebook=Phrasebook(slots or {}, lists or {}),
        choices=choices or {},
    )


def rule_of(**shape: Any) -> Rule:
    """The rule an author writes; `not_` and `from_` stand for the keywords."""
    return pick({name.rstrip("_"): value for name, value in shape.items()})


def judged(rule: Rule, *utterances: Utterance, within: Context | None = None, **more: Any) -> Judgement:
    """What the rule says of the agent's part of a one-turn call."""
    return rule.judge(part_of(call_of(*utterances, **more)), within or context())


def example(text: str) -> tuple[Rule, Judgement]:
    """The rule of a manual page's example, and what it says."""
    data = yaml.load(textwrap.dedent(text), Loader=yaml.BaseLoader)
    rule = pick(data["rule"])
    call = _call(data)
    around = context(
        facts=data.get("facts"),
        slots=data.get("slots"),
        lists=data.get("lists"),
        who=data.get("caller"),
        choices=data.get("choices"),
    )
    part = part_of(call)
    around.siblings = _judge_siblings(data.get("siblings", []), part, around)
    return rule, rule.judge(part, around)


def _judge_siblings(shapes: list[Any], part: Part, around: Context) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    ids: dict[str, str] = {}
    listed = []
    for shape in shapes:
        rule = pick(shape)
        counts[rule.operator] = counts.get(rule.operator, 0) + 1
        short = f"{rule.operator}-{counts[rule.operator]}"
        ids[short] = f"{TURN}.{short}"
        around.judged[ids[short]] = rule.judge(part, around)
        if rule.orderable:
            listed.append(ids[short])
    around.short_ids = ids
    return tuple(listed)


def _call(data: Mapping[str, Any]) -> Call:
    now, said = 0.0, []
    line = data.get("line")
    if line is not None:
        line = {"text": line} if isinstance(line, str) else line
        seconds = float(line["seconds"]) if "seconds" in line else None
        said.append(caller(line["text"]) if seconds is None else caller(line["text"], now, now + seconds))
        now += seconds or 0.0
    for reply in data.get("replies", []):
        reply = {"text": reply} if isinstance(reply, str) else reply
        utterance = agent(reply["text"], heard=reply.get("heard") == "true", turn=reply.get("turn", TURN))
        if "seconds" in reply:
            start = now + float(reply.get("gap", 1))
            now = start + float(reply["seconds"])
            speech = float(reply.get("speech", reply["seconds"]))
            utterance = replace(utterance, start=start, end=now, speech=speech, recognised=True)
        measured = {key: float(reply[key]) for key in ("loudness", "pitch") if key in reply}
        said.append(replace(utterance, gate=reply.get("gate"), **measured))
    number = {key: float(data[key]) for key in ("answered", "duration") if key in data}
    return Call(
        tuple(said),
        path=tuple(data.get("path", [TURN])),
        rings=int(data["rings"]) if "rings" in data else None,
        note=data.get("note"),
        ended_by=data.get("ended_by"),
        both_sides=data.get("both_sides") == "true",
        echo=data.get("echo") == "true",
        **number,
    )
