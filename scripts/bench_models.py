"""What `trainer evaluate` found on this computer: error rate, time and wordings of every model that was measured.

Nothing is measured here: run `trainer evaluate` first. So figures of one's own recordings reach docs/MEASUREMENTS.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from _bench import Figure
from _setup import SetupError

from trainer.recognition.evaluation import Evaluation, Share, read_evaluation
from trainer.recognition.models import Models


def add_options(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_arguments: argparse.Namespace) -> list[Figure]:
    """The figures kept beside the models. Raises SetupError where there are none."""
    kept = [found for model in Models().installed() if (found := read_evaluation(model)) is not None]
    if not kept:
        raise SetupError("还没有测过语音模型：请先运行 trainer evaluate 录音文件夹，再运行一次。")
    return [figure for found in kept for figure in figures(found)]


def figures(found: Evaluation) -> Iterator[Figure]:
    """Those of one model."""
    extent = f"{found.recordings} recordings, {found.seconds:.0f} s, {found.date}"
    yield Figure(f"CER {found.model}", found.cer.value, note=f"{_interval(found.cer)} bootstrap, {extent}")
    yield Figure(f"RTF {found.model}", found.rtf, note=f"{found.engine_version}, {found.cpu}")
    for name, share in (("recall", found.recall), ("precision", found.precision)):
        if share is not None:
            note = f"{_interval(share)}, {share.hits} of {share.of}, {found.scenario}"
            yield Figure(f"wordings: {name} {found.model}", share.value, note=note)


def _interval(share: Share) -> str:
    return "" if share.low is None or share.high is None else f"[{share.low:.3f}–{share.high:.3f}]"
