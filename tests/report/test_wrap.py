from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from trainer.report.wrap import wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("您好", 10, ["您好"]),
        ("您好请问", 4, ["您好", "请问"]),
        ("工号 1008。您好", 10, ["工号", "1008。您好"]),
        ("请说，谢谢", 6, ["请说，", "谢谢"]),
        ("请您说，谢谢", 6, ["请您", "说，谢", "谢"]),
        ("他说“您好”吧", 6, ["他说", "“您好”", "吧"]),
        ("13800138000", 4, ["1380", "0138", "000"]),
        ("您好\n再见", 10, ["您好", "再见"]),
        ("", 10, [""]),
    ],
    ids=["short", "between characters", "number kept whole", "mark stays", "mark takes its word", "quotes", "too long",
         "own breaks", "empty"],
)  # fmt: skip
def test_breaks(text, width, lines):
    assert wrap(text, width).plain.split("\n") == lines


def test_indent_goes_before_every_line():
    assert wrap("您好请问", 6, "  ").plain == "  您好\n  请问"


def test_styles_stay_with_their_words():
    text = wrap(Text.assemble("您好", ("请问", "red")), 4)

    [span] = text.spans
    assert text.plain[span.start : span.end] == "请问"


@given(st.text(alphabet="您好，。“”（）ab1 \n", max_size=60), st.integers(6, 20))
def test_nothing_but_white_space_is_lost_and_lines_fit(text, width):
    wrapped = wrap(text, width).plain

    assert "".join(wrapped.split()) == "".join(text.split())
    loose = [line for line in wrapped.split("\n") if not any(mark in line for mark in "，。“”（）")]
    assert all(cell_len(line) <= width for line in loose)
