"""The index passes over nothing that a plain search, wording by wording, would find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text import thresholds as t
from trainer.text.find import find, prepare
from trainer.text.index import FEW, Index
from trainer.text.lane import MARGIN, Lane
from trainer.text.normalise import normalise
from trainer.text.phrase import Match, Phrasebook
from trainer.text.syllables import number, numbers, sounds

CHARS = "您你好号感谢的来电请问不没会行航重一二零祝"
TEXTS = st.lists(st.text(CHARS + "，", max_size=30), max_size=3)
WORDING = st.text(CHARS, min_size=1, max_size=8)
FEW_OR_MANY = st.lists(WORDING, min_size=1, max_size=FEW - 1, unique=True) | st.lists(
    WORDING, min_size=FEW, max_size=3 * FEW, unique=True
)
NEAR_MOST = st.none() | st.integers(1, 4)


def lane_of(texts: list[str], heard: bool) -> Lane:
    return Lane([(index, normalise(text)) for index, text in enumerate(texts)], [heard] * len(texts))


def stands(lane: Lane, wording: str) -> list[int]:
    """Where every character of the wording sounds as one in the text, looked at one by one."""
    said = [set(numbers(char)) for char in lane._spoken]
    wanted = [set(map(number, options)) for options in sounds(wording)]
    room = range(len(said) - len(wanted) + 1)
    return [at for at in room if all(said[at + offset] & options for offset, options in enumerate(wanted))]


def counted(lane: Lane, wording: str) -> list[int]:
    """For each start, MARGIN before the text to its end: syllables in their places, or off by one."""
    said = {place: set(numbers(char)) for place, char in enumerate(lane._spoken)}
    starts = range(len(lane.chars) + MARGIN)
    plain = [
        sum(
            not said.get(start + offset - MARGIN, set()).isdisjoint(map(number, options))
            for offset, options in enumerate(sounds(wording))
        )
        for start in starts
    ]
    return [sum(plain[max(0, start - 1) : start + 2]) for start in starts]


@given(TEXTS, FEW_OR_MANY, st.booleans())
def test_every_wording_that_stands_there_is_possible(texts: list[str], wordings: list[str], heard: bool) -> None:
    lane, index = lane_of(texts, heard), Index(wordings)
    possible = index.possible(lane)
    assert possible == sorted(possible)
    for which, wording in enumerate(wordings):
        plain = stands(lane, wording)
        assert list(lane.same(index.sounds(which))) == plain
        assert which in possible or not plain


@given(TEXTS, FEW_OR_MANY, st.booleans(), NEAR_MOST)
def test_every_wording_that_may_stand_nearly_is_looked_at(
    texts: list[str], wordings: list[str], heard: bool, most: int | None
) -> None:
    lane, index = lane_of(texts, heard), Index(wordings)
    present = {one for char in lane._spoken for one in numbers(char)}
    lacking = []
    for which, wording in enumerate(wordings):
        different = set(sounds(wording))
        lacks = sum(present.isdisjoint(map(number, options)) for options in different)
        if len(wording) >= t.SHORTEST_NEAR and 2 * lacks <= len(different):
            lacking.append((lacks / len(different), which))
    promising = [which for _, which in (lacking if most is None else sorted(lacking)[:most])]
    plain = []
    for which in promising:
        counts = counted(lane, wordings[which])
        if max(counts) >= max(2, t.SHARED * len(wordings[which])):
            plain.append((which, [start for start, n in enumerate(counts) if n == max(counts)]))
    assert [(which, list(starts)) for which, starts in index.nearly(lane, most)] == plain


@pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
def test_short_wordings_are_never_near(many: bool) -> None:
    wordings = ["您好", "请问", "谢谢"] if not many else [a + b for a in "您你好请" for b in "问谢的"]
    assert list(Index(wordings).nearly(lane_of(["您好请问谢谢"], True), None)) == []


@given(TEXTS, FEW_OR_MANY, st.booleans())
def test_a_phrase_of_many_wordings_finds_what_its_wordings_find(
    texts: list[str], wordings: list[str], heard: bool
) -> None:
    ready = prepare(texts, [heard] * len(texts))
    together = find(Phrasebook({}, {}).compile("|".join(wordings)), ready, "sound", nearest=False)
    alone = [one for wording in wordings for one in find(Phrasebook({}, {}).compile(wording), ready, "sound")]
    counting = {(one.text, one.start, one.end) for one in alone if one.grade == "sure"}
    assert {(one.text, one.start, one.end) for one in together if one.grade == "sure"} <= counting
    assert bool(together) == any(one.how != "near" for one in alone)


@given(TEXTS, FEW_OR_MANY, st.booleans(), st.sampled_from(["exact", "sound", "near"]))
def test_without_the_nearest_only_candidates_are_left_out(
    texts: list[str], wordings: list[str], heard: bool, match: Match
) -> None:
    ready, phrase = prepare(texts, [heard] * len(texts)), Phrasebook({}, {}).compile("|".join(wordings))
    every = find(phrase, ready, match)
    some = find(phrase, ready, match, nearest=False)
    assert [one for one in some if one.grade != "candidate"] == [one for one in every if one.grade != "candidate"]


def test_many_long_wordings_are_looked_at_in_parts() -> None:
    wordings = [f"感谢您的来{a}{b}{c}" for a in CHARS[:8] for b in CHARS[:8] for c in CHARS[:8]]
    lane = lane_of(["感谢您的来电"], True)
    assert [which for which, _ in Index(wordings).nearly(lane, None)] == list(range(len(wordings)))


def test_a_wording_of_more_than_42_characters() -> None:
    wordings = [("感谢您的来电" * 8) + char for char in CHARS[:FEW]]
    assert len(list(Index(wordings).nearly(lane_of(["感谢您的来电" * 8], True), None))) == FEW


def test_what_is_absent_is_worked_out_once() -> None:
    lane = lane_of(["您好"], True)
    assert lane.absent is lane.absent
