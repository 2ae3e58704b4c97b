"""Drawings of a call, as SVG in percent of the width: readable on a phone and on paper. Times in s of the call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trainer.call import Call
from trainer.report.display import clock, number
from trainer.report.markup import Markup, tag
from trainer.rules.pace import Pace, pace_of
from trainer.scenario.resolved import Scenario
from trainer.text.count import chars

SILENCE = 3.0  # s; shorter ones are not told
OVERLAP = 0.2  # s; shorter ones are chance
ROW = 60.0  # s on one line
MOST_ROWS = 12  # of the timeline; of a longer call a line holds more
LANES = {"caller": 26, "agent": 46}  # y of each speaker's lane
LANE, HEIGHT = 14, 84  # px
CHART, TOP, BASE = 150, 12, 128  # px: height of a chart, its highest and its lowest value
QUIETEST, LOUDEST = -60.0, 0.0  # dBFS
Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reply:
    """How one reply was said."""

    place: int  # its number among the replies, from 1
    start: float
    seconds: float
    chars: int
    pace: float | None  # 字 a minute, gross; None: too short or not good enough
    loudness: float | None  # dBFS


def replies(call: Call) -> tuple[Reply, ...]:
    """The timed replies of the trainee."""
    timed = [one for one in call.utterances if one.speaker == "agent" and one.start is not None]
    return tuple(
        Reply(place, one.start or 0.0, one.seconds or 0.0, chars(one.text), pace_of((one,)).gross, one.loudness)
        for place, one in enumerate(timed, 1)
    )


def overlaps(call: Call) -> tuple[Stretch, ...]:
    """When both speak; nothing where the microphone heard the caller, or only one side was timed."""
    if call.echo or not call.both_sides:
        return ()
    agent, caller = _spoken(call, "agent"), _spoken(call, "caller")
    both = [(max(a, c), min(b, d)) for a, b in agent for c, d in caller]
    return tuple(sorted((low, high) for low, high in both if high - low >= OVERLAP))


def silences(call: Call) -> tuple[Stretch, ...]:
    """When neither speaks; nothing where only one side was timed."""
    if not call.both_sides:
        return ()
    found, until = [], None
    for low, high in sorted((*_spoken(call, "agent"), *_spoken(call, "caller"))):
        if until is not None and low - until >= SILENCE:
            found.append((until, low))
        until = high if until is None else max(until, high)
    return tuple(found)


def timeline(call: Call) -> Markup:
    """Both speakers over time, with overlaps and silences; empty where nothing was timed."""
    spoken = {who: _spoken(call, who) for who in LANES}
    ends = [high for several in spoken.values() for _, high in several]
    if not ends:
        return Markup()
    seconds = max(ends)
    row = max(ROW, seconds / MOST_ROWS)
    both, none = overlaps(call), silences(call)
    label = (
        f"时间轴，共 {clock(seconds)}：学员说了 {_total(spoken['agent'])} 秒，客户说了 {_total(spoken['caller'])} 秒，"
        f"抢话 {len(both)} 处，冷场 {len(none)} 处"
    )
    strips = []
    start = 0.0
    while start < seconds:
        shown = min(row, max(seconds, row))
        strips.append(_strip(start, shown, spoken, both, none))
        start += row
    return tag("div", *strips, class_="timeline", role="img", aria_label=label)


def pace_chart(every: Sequence[Reply], scenario: Scenario) -> Markup:
    """The pace of each reply that is long enough, against the band for full points."""
    shown = [(one, one.pace) for one in every if one.pace is not None]
    if not shown:
        return Markup()
    rule = next((r for bound in scenario.rules for r in bound.rule.flat() if isinstance(r, Pace)), None)
    band = None if rule is None else (float(rule.pace * (1 - rule.within)), float(rule.pace * (1 + rule.within)))
    most = max(*(pace for _, pace in shown), band[1] if band else 0.0) * 1.15
    label = "每句的语速（字/分）：" + "，".join(f"第 {one.place} 句 {number(pace, 0)}" for one, pace in shown)
    aim = "" if band is None else f"；满分的范围 {number(band[0], 0)} 到 {number(band[1], 0)}"
    return _chart([(one.place, pace) for one, pace in shown], 0.0, most, band, f"{label}{aim}")


def loudness_chart(every: Sequence[Reply]) -> Markup:
    """The loudness of each reply."""
    shown = [(one.place, one.loudness) for one in every if one.loudness is not None]
    if not shown:
        return Markup()
    label = "每句的响度（dBFS）：" + "，".join(f"第 {place} 句 {number(value, 0)}" for place, value in shown)
    return _chart(shown, QUIETEST, LOUDEST, None, label)


def _chart(points: Sequence[tuple[int, float]], low: float, high: float, band: Stretch | None, label: str) -> Markup:
    """Points joined by a line, one for each number, with their values."""

    def y(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return round(BASE - share * (BASE - TOP), 1)

    def x(place: int) -> str:
        return f"{5 + 90 * (place + 0.5) / len(points):.2f}%"

    parts: list[Markup] = []
    if band is not None:
        top, bottom = y(band[1]), y(band[0])
        parts.append(tag("rect", x="0", y=f"{top}", width="100%", height=f"{bottom - top:.1f}", class_="band"))
    parts.append(tag("line", x1="0", y1=f"{BASE}", x2="100%", y2=f"{BASE}", class_="axis"))
    heights = [y(value) for _, value in points]
    parts += [
        tag("line", x1=x(at), y1=f"{low}", x2=x(at + 1), y2=f"{high}", class_="curve")
        for at, (low, high) in enumerate(pairwise(heights))
    ]
    every = max(1, len(points) // 12)  # so that the figures do not run into one another
    for at, (place, value) in enumerate(points):
        parts.append(tag("circle", cx=x(at), cy=f"{heights[at]}", r="4", class_="dot"))
        if at % every == 0:
            parts.append(tag("text", number(value, 0), x=x(at), y=f"{heights[at] - 8}", text_anchor="middle"))
            parts.append(tag("text", str(place), x=x(at), y=f"{BASE + 16}", text_anchor="middle", class_="tick"))
    return tag("svg", *parts, width="100%", height=f"{CHART}", role="img", aria_label=label, class_="chart")


def _strip(
    start: float, seconds: float, spoken: dict[str, list[Stretch]], both: Iterable[Stretch], none: Iterable[Stretch]
) -> Markup:
    """One line of the timeline."""

    def inside(stretches: Iterable[Stretch]) -> Iterator[tuple[str, str, Stretch]]:
        for low, high in stretches:
            begin, end = max(low, start), min(high, start + seconds)
            if end > begin:
                yield f"{100 * (begin - start) / seconds:.2f}%", f"{100 * (end - begin) / seconds:.2f}%", (low, high)

    parts = [tag("rect", x="0", y=f"{top}", width="100%", height=f"{LANE}", class_="lane") for top in LANES.values()]
    for x, width, (low, high) in inside(none):
        parts.append(tag("rect", x=x, y="22", width=width, height="42", class_="silence"))
        if low >= start:
            parts.append(tag("text", f"冷场 {number(high - low, 0)} 秒", x=x, y="80", class_="tick"))
    for who, top in LANES.items():
        parts += [
            tag("rect", x=x, y=f"{top}", width=width, height=f"{LANE}", class_=who)
            for x, width, _ in inside(spoken[who])
        ]
    for x, width, (low, high) in inside(both):
        parts.append(tag("rect", x=x, y="24", width=width, height="38", class_="overlap"))
        if low >= start:
            parts.append(tag("text", f"抢话 {number(high - low)} 秒", x=x, y="80", class_="tick"))
    step = seconds / 6
    for place in range(6):
        at = f"{100 * place / 6:.2f}%"
        parts.append(tag("line", x1=at, y1="18", x2=at, y2="64", class_="axis"))
        parts.append(tag("text", clock(start + place * step), x=at, y="14", class_="tick"))
    return tag("svg", *parts, width="100%", height=f"{HEIGHT}", aria_hidden="true", focusable="false")


def _spoken(call: Call, who: str) -> list[Stretch]:
    return [
        (one.start, one.end)
        for one in call.utterances
        if one.speaker == who and one.start is not None and one.end is not None and one.end > one.start
    ]


def _total(stretches: Iterable[Stretch]) -> str:
    return number(sum(high - low for low, high in stretches), 0)
