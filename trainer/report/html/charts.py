"""Charts of results, as SVG in percent of the width. Every figure in them also stands in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trainer.report.chart import gathered
from trainer.report.display import number
from trainer.report.markup import Markup, tag

HEIGHT, TOP, BASE = 170, 20, 140  # px; the highest and the lowest value
MOST_POINTS = 60  # of a line; more are gathered
FULL = 100.0


def bars(labels: Sequence[str], values: Sequence[int], title: str) -> Markup:
    """A bar for each label."""
    most = max(values, default=0) or 1
    wide = 100 / max(1, len(values))
    parts = [tag("line", x1="0", y1=f"{BASE}", x2="100%", y2=f"{BASE}", class_="axis")]
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        height = round((BASE - TOP) * value / most, 1)
        middle = f"{(place + 0.5) * wide:.2f}%"
        parts.append(
            tag(
                "rect", x=f"{(place + 0.1) * wide:.2f}%", y=f"{BASE - height}", width=f"{0.8 * wide:.2f}%",
                height=f"{height}", class_="bar",
            )
        )  # fmt: skip
        if value:
            parts.append(tag("text", str(value), x=middle, y=f"{BASE - height - 5}", text_anchor="middle"))
        parts.append(tag("text", label, x=middle, y=f"{BASE + 16}", text_anchor="middle", class_="tick"))
    told = "，".join(f"{label} {value}" for label, value in zip(labels, values, strict=True) if value)
    return _svg(parts, f"{title}：{told}")


def line(values: Sequence[float], title: str, ends: tuple[str, str]) -> Markup:
    """Values 0…100 joined by a line; of many each point is the mean of neighbours."""
    if not values:
        return Markup()
    shown, each = gathered(values, MOST_POINTS)

    def y(value: float) -> float:
        return round(BASE - (BASE - TOP) * min(max(value, 0.0), FULL) / FULL, 1)

    def x(place: int) -> str:
        return f"{4 + 92 * (place + 0.5) / len(shown):.2f}%"

    parts = [tag("line", x1="0", y1=f"{y(at)}", x2="100%", y2=f"{y(at)}", class_="axis") for at in (0, 50, 100)]
    parts += [
        tag("line", x1=x(place), y1=f"{y(low)}", x2=x(place + 1), y2=f"{y(high)}", class_="curve")
        for place, (low, high) in enumerate(pairwise(shown))
    ]
    told_every = max(1, len(shown) // 12)
    for place, value in enumerate(shown):
        parts.append(tag("circle", cx=x(place), cy=f"{y(value)}", r="3.5", class_="dot"))
        if place % told_every == 0 or place == len(shown) - 1:
            parts.append(tag("text", number(value, 0), x=x(place), y=f"{y(value) - 8}", text_anchor="middle"))
    parts.append(tag("text", ends[0], x="0", y=f"{BASE + 18}", class_="tick"))
    if ends[1] != ends[0]:
        parts.append(tag("text", ends[1], x="100%", y=f"{BASE + 18}", text_anchor="end", class_="tick"))
    per = f"，每点 {each} 次的平均" if each > 1 else ""
    return _svg(parts, f"{title}{per}：{'，'.join(number(one, 0) for one in shown)}")


def _svg(parts: Sequence[Markup], label: str) -> Markup:
    return tag("svg", *parts, width="100%", height=f"{HEIGHT}", role="img", aria_label=label, class_="chart")
