"""What an accepted expression may cost: counted, not timed. Which ones are refused: test_pattern.py."""

from __future__ import annotations

import random
from re import _casefix  # type: ignore[attr-defined]

import pytest

from trainer.rules.regex import LONGEST_REPLY, compile_safe


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        pytest.param("您好", 1_000_000, id="characters: once through the text"),
        pytest.param("您.*好", 1_000, id="a star: from each place to the end"),
        pytest.param("a.{0,9}b.{0,9}c.{0,9}d", 1_000, id="some short repeats"),
    ],
)
def test_the_longer_the_text_the_fewer_expressions_search_it(pattern: str, longest: int) -> None:
    expression = compile_safe(pattern)
    assert expression.bounded(longest)
    assert not expression.bounded(100 * longest)


def test_characters_that_are_the_same_without_case_are_known_as_such() -> None:
    """Python's own table of letters that match each other and are no pair of upper and lower case."""
    for code, others in _casefix._EXTRA_CASES.items():
        for other in others:
            with pytest.raises(ValueError, match="pattern"):
                compile_safe(f"(?:{chr(code)}a|{chr(other)}a)+x")


def test_what_is_accepted_ends() -> None:
    """Expressions of chance on texts that nearly fit: one that ran for ever would never let this test end."""
    dice = random.Random(12)
    atoms = ("a", "b", ".", "[ab]", "(?:a|b)", "(?:a|ab)", "(?:ab|ba)", "(?:ab|b)", "(?=a)")
    repeats = ("", "?", "*", "+", "{0,9}", "{2}", "{3,12}", "*?", "{1,100}")
    accepted = 0
    while accepted < 300:
        parts = [dice.choice(atoms) + dice.choice(repeats) for _ in range(dice.randint(1, 4))]
        inner = f"(?:{''.join(parts)}){dice.choice(repeats)}x"
        try:
            expression = compile_safe(inner)
        except ValueError:
            continue
        accepted += 1
        for text in ("a" * LONGEST_REPLY, "ab" * (LONGEST_REPLY // 2)):
            assert expression.bounded(len(text))
            assert not any(match[0] == "" for match in expression.compiled.finditer(text))
