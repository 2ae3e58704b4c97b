"""A machine before the agent: a menu, that the call is recorded, the number of the agent. Not the pace of the agent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from trainer.batch.clauses import Clause, cut, part_of
from trainer.call import Call, Utterance
from trainer.text.normalise import normalise

LATEST = 90.0  # s of the call; a machine that speaks later is not before the agent
_CLEAR = re.compile(
    r"请按.{0,4}[键零一二三四五六七八九井星]|按.{1,2}键|(保证|提高|提升).{0,2}服务质量|(通话|电话|来电)(将|会|可能|被){1,3}录音"
    r"|转(接|入)?人工|座席(全忙|正忙|繁忙)|坐席(全忙|正忙|繁忙)|正在排队"
)
_AFTERWARDS = re.compile(
    r"(工号|客服)?[零一二三四五六七八九]{2,8}号?(话务员|客服(代表|专员)?|客户代表|坐席|座席)?(将|竭诚|很高兴)?为您服务|请稍[后候等]"
)


def marked(call: Call) -> Call:
    """The call with the machine's words marked; an utterance that the agent continues is cut in two.

    All up to the last clause that only a machine says is the machine's, and the agent's number where it follows at
    once, as long as the caller has said nothing.
    """
    clauses = [one for one in cut(call.utterances) if _first(call, call.utterances[one.utterance])]
    last = next((n for n in range(len(clauses), 0, -1) if _CLEAR.search(_said(clauses[n - 1]))), 0)
    while 0 < last < len(clauses) and _AFTERWARDS.fullmatch(_said(clauses[last])):
        last += 1
    if not last:
        return call
    return replace(call, utterances=tuple(_cut(call, clauses[last - 1])))


def _first(call: Call, utterance: Utterance) -> bool:
    """Whether it was said before the caller said anything, and early."""
    callers = (one.start for one in call.utterances if one.speaker == "caller" and one.start is not None)
    return utterance.start is not None and utterance.start < min([LATEST, *callers])


def _said(clause: Clause) -> str:
    return normalise(clause.text).chars


def _cut(call: Call, last: Clause) -> Iterator[Utterance]:
    for number, one in enumerate(call.utterances):
        if one.speaker != "agent" or number > last.utterance:
            yield one
        elif number < last.utterance or last.end == len(one.text):
            yield replace(one, announcement=True)
        else:
            yield replace(part_of(one, 0, last.end, one.turn or ""), announcement=True, turn=one.turn)
            yield replace(part_of(one, last.end, len(one.text), one.turn or ""), turn=one.turn)
