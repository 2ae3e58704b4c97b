from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.batch.clauses import Clause, assemble, cut, part_of
from trainer.call import Utterance, Word


def agent(text: str, start: float | None = None, end: float | None = None, **more: Any) -> Utterance:
    return Utterance("agent", text, start=start, end=end, **more)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("您好，请问。", ["您好，", "请问。"]),
        ("您好", ["您好"]),
        ("……您好！？再见", ["……您好！？", "再见"]),
        ("，您好", ["，您好"]),
        ("您好 再见", ["您好 ", "再见"]),
        ("", [""]),
        ("。。", ["。。"]),
        ("一共3.5元，好的", ["一共3.5元，", "好的"]),
    ],
    ids=["clauses", "one", "signs at the start", "comma first", "space", "empty", "only signs", "decimal point"],
)
def test_cut_at_clause_ends(text: str, clauses: list[str]) -> None:
    found = cut([Utterance("caller", "喂，你好"), agent(text)])
    assert [clause.text for clause in found] == clauses
    assert all(clause.utterance == 1 and text[clause.start : clause.end] == clause.text for clause in found)


@given(st.lists(st.text("您好，。 1.！", max_size=8), max_size=4))
def test_pieces_cover_every_utterance_without_gaps(texts: list[str]) -> None:
    said = [agent(text) for text in texts]
    found = cut(said)
    for index, text in enumerate(texts):
        assert "".join(clause.text for clause in found if clause.utterance == index) == text
    assert [clause.utterance for clause in found] == sorted(clause.utterance for clause in found)


def test_an_utterance_of_one_turn_stays_whole() -> None:
    said = (agent("您好，请问。", 1.0, 3.0),)
    assert assemble(said, cut(said), ["a", "a"]) == (agent("您好，请问。", 1.0, 3.0, turn="a"),)


def test_an_utterance_is_split_where_the_turn_changes() -> None:
    words = (Word("您好", 0.5, 1.0), Word("请问", 1.5, 2.0), Word("再见", 3.0, 3.5))
    said = (agent("您好，请问，再见", 0.4, 4.0, words=words, speech=2.0, recognised=True, gate="noisy"),)
    first, second = assemble(said, cut(said), ["a", "a", "b"])
    assert (first.text, first.turn, first.start, first.end) == ("您好，请问，", "a", 0.4, 2.0)
    assert (second.text, second.turn, second.start, second.end) == ("再见", "b", 3.0, 4.0)
    assert (first.words, second.words) == (words[:2], words[2:])
    assert (first.gate, second.gate, second.recognised) == ("noisy", "noisy", True)
    assert first.speech == pytest.approx(2.0 * 1.6 / 3.6)


def test_times_without_words_are_in_proportion() -> None:
    said = (agent("您好，再见。", 10.0, 16.0, speech=3.0),)
    first, second = assemble(said, cut(said), ["a", "b"])
    assert (first.start, first.end, second.start, second.end) == (10.0, 13.0, 13.0, 16.0)
    assert (first.speech, second.speech) == (1.5, 1.5)


def test_typed_text_is_split_without_times() -> None:
    said = (agent("您好，再见。"),)
    first, second = assemble(said, cut(said), ["a", "b"])
    assert (first.text, first.start, first.end, first.speech) == ("您好，", None, None, None)
    assert (second.text, second.turn) == ("再见。", "b")


def test_words_after_the_split_keep_their_own_times() -> None:
    one = part_of(agent("一二三四", 0.0, 4.0, words=(Word("一二", 0.0, 2.0), Word("三四", 2.0, 4.0))), 2, 4, "b")
    assert [(word.text, word.start) for word in one.words] == [("三四", 2.0)]


def test_every_word_stays_in_one_of_the_parts() -> None:
    """A word whose time lies outside the utterance's own span (engines round) is not lost."""
    words = (Word("您好", 0.95, 1.5), Word("再见", 2.0, 2.5))
    said = (agent("您好，再见", 1.0, 2.5, words=words, recognised=True),)
    found = assemble(said, cut(said), ["a", "b"])
    assert [word.text for one in found for word in one.words] == ["您好", "再见"]


def test_the_caller_belongs_to_what_follows() -> None:
    line = Utterance("caller", "喂")
    said = (line, agent("您好"), line, agent("再见"), line)
    assert [one.turn for one in assemble(said, cut(said), ["a", "b"])] == ["a", "a", "b", "b", "b"]


def test_only_the_caller() -> None:
    assert assemble((Utterance("caller", "喂"),), (), ()) == (Utterance("caller", "喂"),)


def test_a_piece_knows_where_it_stands() -> None:
    assert cut([agent("您好，再见")])[1] == Clause(0, 3, 5, "再见")
