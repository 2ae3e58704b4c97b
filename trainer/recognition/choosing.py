"""Which of the installed models hears, where the user names none, and what is to be said about it.

Tuned models come first: only their words may charge for certain (text/engine_thresholds.py). Then those measured on
this computer with `trainer evaluate`, the most accurate first; one that nobody measured is taken where there is no
other.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable

from trainer.recognition import PACKAGES
from trainer.recognition.evaluation import Evaluation, read_evaluation
from trainer.recognition.installed import Installed
from trainer.recognition.models import Models
from trainer.text.engine_thresholds import is_tuned

CHINESE = ("zh", "multi")
STREAMING = frozenset({"vosk"})  # engines whose text comes while somebody speaks

Has = Callable[[str], bool]  # whether a package is installed


def has_package(name: str) -> bool:
    """Told without loading it."""
    return importlib.util.find_spec(name) is not None


def chinese(installed: Iterable[Installed]) -> tuple[Installed, ...]:
    """Those that can hear Chinese."""
    return tuple(one for one in installed if one.language in CHINESE)


def ranked(installed: Iterable[Installed], has: Has = has_package) -> tuple[Installed, ...]:
    """The best first, those of equal standing in the order given; last those whose package is missing."""

    def standing(one: Installed) -> tuple[bool, int, float]:
        package = PACKAGES.get(one.engine)
        lacking = package is not None and not has(package)
        if is_tuned(one.engine, one.name):
            return lacking, 0, 0.0
        if (found := preferred_for(one)) is not None:
            return lacking, 1, found.cer.value
        return lacking, 2, float(one.engine in STREAMING)

    return tuple(sorted(installed, key=standing))


def preferred_for(installed: Installed) -> Evaluation | None:
    """What was measured here about the model, where it is enough to prefer it; None elsewhere."""
    found = read_evaluation(installed)
    return found if found is not None and found.enough else None


def choose_live(models: Models, scored: Installed, has: Has = has_package) -> Installed | None:
    """The Chinese model whose text may be shown while somebody speaks, beside `scored`.

    None where `scored` streams itself, or no other one does.
    """
    if scored.engine in STREAMING:
        return None
    streaming = [one for one in models.installed() if one.engine in STREAMING and one.language == "zh"]
    return next((one for one in streaming if has(PACKAGES[one.engine])), None)


def standing_text(installed: Installed) -> str:
    """Whether the model was tuned and what was measured here, in a few words: 已调好；字错率 10.8%（76 段）."""
    tuned = "已调好" if is_tuned(installed.engine, installed.name) else "没调过"
    found = read_evaluation(installed)
    if found is None:
        return f"{tuned}；这里没测过"
    return f"{tuned}；这里测过：字错率 {100 * found.cer.value:.1f}%（{found.recordings} 段）"


def caveat(installed: Installed) -> str | None:
    """What users should know of the scores that model gives; None where there is nothing to say."""
    if is_tuned(installed.engine, installed.name):
        return None
    doubt = f"语音模型 {installed.name} 还没有调过：做到的照算，没做到和要扣分的，都请人复核。"
    if preferred_for(installed) is not None:
        return doubt
    return f"{doubt}\n它在这台电脑上也没测过。测一测：trainer evaluate 录音文件夹；或换调好的：trainer models pull"
