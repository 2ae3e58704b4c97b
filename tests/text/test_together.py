"""Many phrases looked for at once: what is found is what each finds alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text import together
from trainer.text.find import Found, find, may_stand, prepare
from trainer.text.index import FEW
from trainer.text.phrase import Match, Phrasebook
from trainer.text.sounds import readings
from trainer.text.syllables import MOST_READINGS
from trainer.text.together import Together

CHARS = "您你好号感谢的来电请问不没会行航重一二零祝和那2"
WORDING = st.text(CHARS, min_size=1, max_size=9)
TEMPLATE = st.lists(WORDING, min_size=1, max_size=2 * FEW, unique=True).map("|".join)
SAID = "感谢您的来电请问您会不会行和"
TEXTS = st.lists(st.text(CHARS + "，", max_size=20).map(lambda text: SAID[: len(text)] + text), min_size=1, max_size=3)
TEMPLATES = st.lists(
    st.sampled_from(
        ["感谢您的来店", "感谢您的来电", "请问您会不会航号", "(感谢|请问)您(的|会)(来|不)(电|点|会)(行|航)?"]
    )
    | TEMPLATE,
    min_size=1,
    max_size=5,
)
BOOK = Phrasebook({}, {})


def alone_and_together(
    texts: list[str], templates: list[str], heard: list[bool], match: Match = "near", *, nearest: bool = False
) -> tuple[list[tuple[Found, ...]], list[tuple[Found, ...]]]:
    phrases = [BOOK.compile(template) for template in templates]
    among = Together(frozenset(phrase.index for phrase in phrases))
    one, other = (prepare(texts, heard) for _ in range(2))
    return (
        [find(phrase, one, match, nearest=nearest) for phrase in phrases],
        [find(phrase, other, match, nearest=nearest, among=among) for phrase in phrases],
    )


@given(TEXTS, TEMPLATES, st.sampled_from(["exact", "sound", "near"]), st.booleans(), st.data())
def test_phrases_are_found_together_as_alone(
    texts: list[str], templates: list[str], match: Match, nearest: bool, data: st.DataObject
) -> None:
    heard = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))

    alone, together = alone_and_together(texts, templates, heard, match, nearest=nearest)

    assert together == alone


@given(TEXTS, TEMPLATES, st.sampled_from(["exact", "sound", "near"]), st.data())
def test_only_what_may_stand_is_found(
    texts: list[str], templates: list[str], match: Match, data: st.DataObject
) -> None:
    heard = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    prepared = prepare(texts, heard)
    phrases = [BOOK.compile(template) for template in templates]

    may = may_stand(prepared, match, Together(frozenset(phrase.index for phrase in phrases)))

    assert [one.template for one in phrases if find(one, prepared, match, nearest=False) and one.index not in may] == []


def test_most_phrases_are_told_at_once_to_stand_nowhere() -> None:
    templates = ["请问怎么称呼您", "稍后给您回电", "房号是201", "你懂不懂"]
    by_index = BOOK.by_index(tuple(templates))
    among = Together(frozenset(by_index))

    def may(said: str, *, heard: bool) -> list[str]:
        stand = may_stand(prepare([said], [heard]), "near", among)
        return [one for index, one in by_index.items() if index in stand]

    assert may("请问怎么称呼您", heard=False) == ["请问怎么称呼您"]
    assert may("请问怎么称乎您", heard=False) == ["请问怎么称呼您"]
    assert may("请问怎么成福您", heard=False) == []
    assert may("请问怎么成福您", heard=True) == ["请问怎么称呼您"]
    assert may("好的，一共35块", heard=True) == ["房号是201"]  # how its number was said is looked at apart


@pytest.mark.parametrize("nearest", [False, True])
def test_what_is_heard_nearly_is_found_together_as_alone(nearest: bool) -> None:
    templates = ["(请问)?怎么称呼您", "稍后给您(回电|答复)", "感谢(您的)?来电", "马上为您转接"]
    said = ["请问怎么称乎您，少后给您回店", "马上为您转街"]

    alone, together = alone_and_together(said, templates, [True, True], nearest=nearest)

    assert together == alone
    assert [bool(found) for found in alone] == [True, True, nearest and bool(alone[2]), True]


def test_a_phrase_whose_pairs_all_occur_but_not_in_a_row_is_looked_for_nearly() -> None:
    alone, together = alone_and_together(["感谢您那来电，您来"], ["感谢您来电"], [True])
    assert together == alone
    assert alone[0]


def test_in_a_very_long_text_each_phrase_is_looked_for_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.text.find.LONGEST", 3)
    alone, together = alone_and_together(["请问怎么称乎您"], ["请问怎么称呼您"], [True])
    assert together == alone
    assert alone[0]
    index = BOOK.compile("请问怎么称呼您").index
    assert index in may_stand(prepare(["好的，谢谢"], [True]), "near", Together(frozenset({index})))


def test_large_arrays_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "_MOST_CELLS", 1)
    monkeypatch.setattr(together, "_AT_ONCE", 2)
    alone, found = alone_and_together(["请问怎么称乎您，马上为您转街"], ["(请问)?怎么称呼您", "马上为您转接"], [True])
    assert found == alone
    assert all(alone)


def test_a_group_holds_no_wrong_templates() -> None:
    book = Phrasebook({}, {})
    groups = (("您好", "(您好"), ("再见",))
    found = book.together(groups)
    assert set(found) == {"您好", "再见"}
    assert found["您好"] is not found["再见"]
    assert book.together(groups) is found


def test_the_rare_readings_of_a_character_do_not_bring_a_phrase_about() -> None:
    many = next(chr(code) for code in range(0x4E00, 0x9FA6) if len(readings(chr(code))) > MOST_READINGS)
    rare = next(chr(code) for code in range(0x4E00, 0x9FA6) if readings(chr(code)) == readings(many)[-1:])
    for said in (f"您好{many}请问", f"感谢{many}来店"):
        alone, together = alone_and_together([said], [f"您号{rare}请问", f"感谢{rare}来电"], [True], nearest=True)
        assert together == alone
