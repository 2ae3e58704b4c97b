from __future__ import annotations

import pytest

from trainer.text.sounds import readings, split, syllables


@pytest.mark.parametrize(
    ("char", "wanted"),
    [
        ("行", {"xing", "hang"}),
        ("重", {"zhong", "chong"}),
        ("还", {"hai", "huan"}),
        ("的", {"de", "di"}),
        ("都", {"dou", "du"}),
    ],
)
def test_polyphones_have_every_common_reading(char: str, wanted: set[str]) -> None:
    assert wanted <= set(readings(char))


@pytest.mark.parametrize(
    ("char", "wanted"),
    [("您", ("nin", "ni")), ("女", ("nv",)), ("a", ("a",)), ("ア", ("ア",)), ("嗯", readings("嗯"))],
)
def test_single_readings_have_no_tone(char: str, wanted: tuple[str, ...]) -> None:
    assert readings(char) == wanted
    assert all(sound.isascii() or sound == char for sound in wanted)


def test_syllables_stand_for_the_characters() -> None:
    assert syllables("好行") == (frozenset({"hao"}), frozenset(readings("行")))
    assert syllables("") == ()


@pytest.mark.parametrize(
    ("syllable", "parts"),
    [
        ("zhong", ("zh", "ong")),
        ("zang", ("z", "ang")),
        ("an", ("", "an")),
        ("ni", ("n", "i")),
        ("m", ("", "m")),
        ("", ("", "")),
    ],
)
def test_initial_and_final(syllable: str, parts: tuple[str, str]) -> None:
    assert split(syllable) == parts
