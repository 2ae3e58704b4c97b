"""The engine passes over nothing that a plain search, wording by wording and place by place, would find."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trainer.text import search
from trainer.text import thresholds as t
from trainer.text.find import Found, find, possible, prepare
from trainer.text.normalise import normalise
from trainer.text.phrase import Match, Phrasebook
from trainer.text.search import PhraseGroup, SoundIndex
from trainer.text.sounds import distance, readings
from trainer.text.syllable_sets import MOST_READINGS, number, numbers, sounds
from trainer.text.transcript import Transcript

MANY = 8  # wordings; so many are looked up by their rarest pairs
CHARS = "您好号感谢的来电请问不没会行航重一二零祝和那2"
SAID = "感谢您的来电请问您会不会行和"
TEXTS = st.lists(st.text(CHARS + "，", max_size=20).map(lambda text: SAID[: len(text)] + text), min_size=1, max_size=3)
WORDING = st.text(CHARS, min_size=1, max_size=9).map(lambda text: normalise(text).chars)  # as SoundIndex takes them
FEW_OR_MANY = st.lists(WORDING, min_size=1, max_size=MANY - 1, unique=True) | st.lists(
    WORDING, min_size=MANY, max_size=3 * MANY, unique=True
)
TEMPLATES = st.lists(
    st.sampled_from(
        ["感谢您的来店", "感谢您的来电", "请问您会不会航号", "(感谢|请问)您(的|会)(来|不)(电|点|会)(行|航)?"]
    )
    | FEW_OR_MANY.map("|".join),
    min_size=1,
    max_size=5,
)
MATCHES = st.sampled_from(["exact", "sound", "near"])
BOOK = Phrasebook({}, {})


def transcript_of(texts: list[str]) -> Transcript:
    return Transcript([(index, normalise(text)) for index, text in enumerate(texts)])


def plainly_near(wording: str, texts: list[str], least: float) -> bool:
    """Some stretch of a text, syllable by syllable without any shift, is at least so similar."""
    wanted = sounds(normalise(wording).chars)
    for text in texts:
        said = [readings(char)[:MOST_READINGS] for char in normalise(text).chars]
        for at in range(len(said) - len(wanted) + 1):
            costs = [
                min(distance(one, other) for one in options for other in said[at + offset])
                for offset, options in enumerate(wanted)
            ]
            enough = sum(cost == 0 for cost in costs) >= max(2, t.SHARED * len(wanted))
            if enough and 1 - sum(costs) / len(costs) >= least:
                return True
    return False


@given(TEXTS, FEW_OR_MANY)
def test_every_wording_that_occurs_by_its_sounds_is_possible(texts: list[str], wordings: list[str]) -> None:
    transcript, phrase = transcript_of(texts), SoundIndex(wordings)
    found = PhraseGroup(frozenset({phrase})).same_sound(transcript).get(phrase, [])
    assert list(found) == sorted(found)
    line = [set(numbers(char)) for text in texts for char in [*normalise(text).chars, "\n"]]
    for which, wording in enumerate(wordings):
        wanted = [set(map(number, options)) for options in sounds(wording)]
        room = range(len(line) - len(wanted) + 1)
        plain = [at for at in room if all(line[at + offset] & options for offset, options in enumerate(wanted))]
        assert list(transcript.same(phrase.sounds(which))) == plain
        assert which in found or not plain


@given(TEXTS, FEW_OR_MANY, st.sampled_from([t.CANDIDATE, t.REJECT, t.ACCEPT]))
def test_every_wording_that_is_near_is_looked_at(texts: list[str], wordings: list[str], least: float) -> None:
    transcript, phrase = transcript_of(texts), SoundIndex(wordings)
    stretches = PhraseGroup(frozenset({phrase})).near(transcript, least).get(phrase, [])
    looked_at = {which for which, _, _, _ in stretches}
    for which, wording in enumerate(wordings):
        if len(wording) < t.SHORTEST_NEAR:
            assert which not in looked_at
        elif plainly_near(wording, texts, least):
            assert which in looked_at


@given(TEXTS, FEW_OR_MANY)
def test_a_stretch_lies_in_one_text_and_has_the_distances_of_its_syllables(
    texts: list[str], wordings: list[str]
) -> None:
    transcript, phrase = transcript_of(texts), SoundIndex(wordings)
    for which, start, end, rows in PhraseGroup(frozenset({phrase})).near(transcript, t.REJECT).get(phrase, []):
        said = transcript.sounds[start:end]
        assert transcript.place(start)[0] == transcript.place(end - 1)[0]
        assert rows == [
            [min(distance(one, other) for one in options for other in heard) for heard in said]
            for options in sounds(wordings[which])
        ]


@given(TEXTS, TEMPLATES, MATCHES, st.booleans(), st.data())
def test_phrases_are_found_in_a_group_as_alone(
    texts: list[str], templates: list[str], match: Match, nearest: bool, data: st.DataObject
) -> None:
    heard = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))

    alone, in_group = alone_and_in_group(texts, templates, heard, match, nearest=nearest)

    assert in_group == alone


def alone_and_in_group(
    texts: list[str], templates: list[str], heard: list[bool], match: Match = "near", *, nearest: bool = False
) -> tuple[list[tuple[Found, ...]], list[tuple[Found, ...]]]:
    phrases = [BOOK.compile(template) for template in templates]
    group = PhraseGroup(frozenset(phrase.index for phrase in phrases))
    one, other = (prepare(texts, heard) for _ in range(2))
    return (
        [find(phrase, one, match, nearest=nearest) for phrase in phrases],
        [find(phrase, other, match, nearest=nearest, group=group) for phrase in phrases],
    )


@given(TEXTS, FEW_OR_MANY, st.booleans())
@example(["感谢2号"], ["二", "好"], True)  # the second wording has no number: how numbers are said is not its matter
def test_a_phrase_of_many_wordings_finds_what_its_wordings_find(
    texts: list[str], wordings: list[str], heard: bool
) -> None:
    ready = prepare(texts, [heard] * len(texts))
    many = find(BOOK.compile("|".join(wordings)), ready, "sound", nearest=False)
    single = [one for wording in wordings for one in find(BOOK.compile(wording), ready, "sound")]
    counting = {(one.text, one.start, one.end) for one in single if one.grade == "sure"}
    assert {(one.text, one.start, one.end) for one in many if one.grade == "sure"} <= counting
    assert bool(many) == any(one.how != "near" for one in single)


@given(TEXTS, FEW_OR_MANY, st.booleans(), MATCHES)
def test_without_the_nearest_only_candidates_are_left_out(
    texts: list[str], wordings: list[str], heard: bool, match: Match
) -> None:
    ready, phrase = prepare(texts, [heard] * len(texts)), BOOK.compile("|".join(wordings))
    every = find(phrase, ready, match)
    some = find(phrase, ready, match, nearest=False)
    assert [one for one in some if one.grade != "candidate"] == [one for one in every if one.grade != "candidate"]


@given(TEXTS, TEMPLATES, MATCHES, st.data())
def test_only_what_is_possible_is_found(
    texts: list[str], templates: list[str], match: Match, data: st.DataObject
) -> None:
    heard = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    prepared = prepare(texts, heard)
    phrases = [BOOK.compile(template) for template in templates]

    may = possible(prepared, match, PhraseGroup(frozenset(phrase.index for phrase in phrases)))

    found = [one for one in phrases if find(one, prepared, match, nearest=False)]
    assert [one.template for one in found if one.index not in may] == []


def test_most_phrases_occur_nowhere_which_is_known_at_once() -> None:
    templates = ["请问怎么称呼您", "稍后给您回电", "房号是201", "你懂不懂"]
    by_index = BOOK.by_index(tuple(templates))
    group = PhraseGroup(frozenset(by_index))

    def may(said: str, *, heard: bool) -> list[str]:
        some = possible(prepare([said], [heard]), "near", group)
        return [template for wordings, template in by_index.items() if wordings in some]

    assert may("请问怎么称呼您", heard=False) == ["请问怎么称呼您"]
    assert may("请问怎么称乎您", heard=False) == ["请问怎么称呼您"]
    assert may("请问怎么成福您", heard=False) == []
    assert may("请问怎么成福您", heard=True) == ["请问怎么称呼您"]
    assert may("好的，一共35块", heard=True) == ["房号是201"]  # its number may be said in another way


@pytest.mark.parametrize("nearest", [False, True])
def test_what_is_heard_nearly_is_found_in_a_group_as_alone(nearest: bool) -> None:
    templates = ["(请问)?怎么称呼您", "稍后给您(回电|答复)", "感谢(您的)?来电", "马上为您转接"]
    said = ["请问怎么称乎您，少后给您回店", "马上为您转街"]

    alone, in_group = alone_and_in_group(said, templates, [True, True], nearest=nearest)

    assert in_group == alone
    assert [bool(found) for found in alone] == [True, True, nearest and bool(alone[2]), True]


def test_a_phrase_whose_pairs_all_occur_but_not_in_a_row_is_looked_for_nearly() -> None:
    alone, in_group = alone_and_in_group(["感谢您那来电，您来"], ["感谢您来电"], [True])
    assert in_group == alone
    assert alone[0]


def test_large_arrays_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    said, templates = ["请问怎么称乎您，马上为您转街"], ["(请问)?怎么称呼您", "马上为您转接"]
    whole, _ = alone_and_in_group(said, templates, [True])
    monkeypatch.setattr(search, "_MOST_CELLS", 1)
    alone, in_group = alone_and_in_group(said, templates, [True])
    assert in_group == alone == whole
    assert all(whole)


def test_a_long_call_is_searched_to_its_end() -> None:
    texts = ["好的，我马上给您查一下，请您稍等"] * 400 + ["请问怎么称乎您"]
    found = find(BOOK.compile("请问怎么称呼您"), prepare(texts, [True] * len(texts)))
    assert [(one.text, one.said) for one in found] == [(400, "请问怎么称乎您")]


def test_a_wording_of_more_than_42_characters() -> None:
    wordings = [("感谢您的来电" * 8) + char for char in CHARS[:MANY]]
    said = prepare(["感谢您的来电" * 8], [True])
    assert [one.how for one in find(BOOK.compile("|".join(wordings)), said)] == ["near"]


def test_a_group_holds_no_wrong_templates() -> None:
    book = Phrasebook({}, {})
    groups = (("您好", "(您好"), ("再见",))
    found = book.groups(groups)
    assert set(found) == {"您好", "再见"}
    assert found["您好"] is not found["再见"]
    assert book.groups(groups) is found


def test_the_rare_readings_of_a_character_do_not_bring_a_phrase_about() -> None:
    many = next(chr(code) for code in range(0x4E00, 0x9FA6) if len(readings(chr(code))) > MOST_READINGS)
    rare = next(chr(code) for code in range(0x4E00, 0x9FA6) if readings(chr(code)) == readings(many)[-1:])
    for said in (f"您好{many}请问", f"感谢{many}来店"):
        alone, in_group = alone_and_in_group([said], [f"您号{rare}请问", f"感谢{rare}来电"], [True], nearest=True)
        assert in_group == alone
        assert {one.how for found in alone for one in found} == {"near"}


def test_nothing_is_near_where_nothing_was_said() -> None:
    assert find(BOOK.compile("感谢您的来电"), prepare([], [])) == ()
