"""What `trainer evaluate` found, for people: Chinese for the screen, and rows for docs/MEASUREMENTS.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.batch.evaluate import Reading, worst
from trainer.recognition.evaluation import ENOUGH, Evaluation, Share
from trainer.recognition.evaluation import to_json as evaluation_json
from trainer.report.display import clock, number, short
from trainer.report.simple import simple
from trainer.text.engine_thresholds import is_tuned
from trainer.visible import one_line

LONGEST = 120  # characters of a text that is shown
MARGIN = "    "


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A model with what was read by it."""

    evaluation: Evaluation
    readings: tuple[Reading, ...]


def lines(one: Evaluated) -> Iterator[str]:
    """The figures of a model and its worst recordings; lines may be wider than the screen."""
    found = one.evaluation
    yield one_line(found.model)
    yield f"  字错率  {share(found.cer)}：{found.cer.of} 个字错了 {found.cer.hits} 个"
    yield f"  用时    一分钟录音要 {number(60 * found.rtf)} 秒"
    if found.scenario is not None:
        yield f"  话术    {_counted(found.recall, '说了', '听出')}"
        yield f"          {_counted(found.precision, '听出', '真说了')}"
    if found.recordings < ENOUGH:
        yield f"  只有 {found.recordings} 段录音，说明不了什么；至少 {ENOUGH} 段，自动选模型时才看。"
    if not is_tuned(found.engine, found.model):
        yield "  这个模型还没有调过：用它打分，做到的照算，没做到和要扣分的都请人复核。"
    bad = worst(one.readings)
    if bad:
        yield f"  听错最多的 {len(bad)} 段："
    for place, reading in enumerate(bad, 1):
        yield f"  {place:>2}. {one_line(Path(reading.recording).name)}  {percent(reading.rate)}"
        yield f"{MARGIN}原话：{_shown(reading.said)}"
        yield f"{MARGIN}听成：{_shown(reading.heard) or '（什么也没听到）'}"


def heading(readings: Sequence[Reading]) -> str:
    """How much was measured."""
    seconds, characters = sum(one.seconds for one in readings), sum(one.characters for one in readings)
    return f"{len(readings)} 段录音，长 {clock(seconds)}，文字稿 {characters} 个字。"


def to_json(one: Evaluated) -> dict[str, Any]:
    """What is kept beside the model, and its worst recordings."""
    bad = [
        {"recording": r.recording, "cer": round(r.rate, 4), "said": r.said, "heard": r.heard}
        for r in worst(one.readings)
    ]
    return {**evaluation_json(one.evaluation), "worst": bad}


def best(found: Sequence[Evaluation]) -> str:
    """Which of several models is the most accurate, and whether that is sure."""
    first, second = sorted(found, key=lambda one: one.cer.value)[:2]
    clear = first.cer.high is not None and second.cer.low is not None and first.cer.high < second.cer.low
    name = one_line(first.model)
    return (
        f"最准的是 {name}。" if clear else f"{name} 字错率最低，但和 {one_line(second.model)} 差得不多，说不准谁更好。"
    )


def share(one: Share) -> str:
    """With its interval: 10.8%（95% 的把握在 9.0% 到 12.7% 之间）."""
    if one.low is None or one.high is None:
        return percent(one.value)
    return f"{percent(one.value)}（95% 的把握在 {percent(one.low)} 到 {percent(one.high)} 之间）"


def percent(value: float) -> str:
    """A share with one decimal."""
    return f"{100 * value:.1f}%"


def markdown(found: Evaluation) -> Iterator[str]:
    """Rows as docs/MEASUREMENTS.md has them."""
    note = f"{found.recordings} recordings, {found.seconds:.0f} s, bootstrap over recordings"
    yield f"| CER {found.model} | {_row(found.cer)}, {note} |"
    yield f"| RTF {found.model} | {found.rtf:.3f} |  | {found.engine_version}, {found.cpu} |"
    for name, one in (("recall", found.recall), ("precision", found.precision)):
        if one is not None:
            yield f"| wordings of {found.scenario}: {name} {found.model} | {_row(one)}, {one.hits} of {one.of} |"


def _row(one: Share) -> str:
    interval = "" if one.low is None or one.high is None else f"[{one.low:.3f}–{one.high:.3f}]"
    return f"{one.value:.3f} |  | {interval}"


def _counted(one: Share | None, all_of_them: str, these: str) -> str:
    return f"{all_of_them} 0 句" if one is None else f"{all_of_them} {one.of} 句，{these} {one.hits} 句：{share(one)}"


def _shown(text: str) -> str:
    return one_line(simple(short(text, LONGEST)))
