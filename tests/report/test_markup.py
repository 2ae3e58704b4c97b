from __future__ import annotations

import pytest

from trainer.report.markup import Markup, joined, tag, text


@pytest.mark.parametrize(
    ("made", "html"),
    [
        (tag("p", "a<b", Markup("<b>c</b>"), class_='x"y'), '<p class="x&quot;y">a&lt;b<b>c</b></p>'),
        (tag("meta", charset="utf-8"), '<meta charset="utf-8">'),
        (tag("meta", http_equiv="x", name="y"), '<meta http-equiv="x" name="y">'),
        (tag("p"), "<p></p>"),
        (joined("&", tag("b", "&amp;")), "&amp;<b>&amp;amp;</b>"),
        (text("a\0b\n\tc\u202e\u3000d"), "a‹U+0000›b\n\tc‹U+202E›\u3000d"),
    ],
    ids=["nested", "void", "names", "empty", "joined", "control characters"],
)
def test_only_markup_is_html(made: Markup, html: str) -> None:
    assert made == html
    assert isinstance(made, Markup)
