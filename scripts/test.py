"""`python3 scripts/test.py [pytest arguments]`: every test, those with a real speech model included.

Without arguments the tests run side by side on every core, those with a sound card after the others (see _tests.py).

Makes `.venv` with the development tools, gets the models the tests need, runs pytest. Standard library only.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file still parses on the older Pythons it turns away
    sys.exit(f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}：请到 https://www.python.org 安装。")

from pathlib import Path

from _setup import DEVELOPMENT, STRICT, SetupError, ensure_environment, guarded, run, say, trainer
from _tests import run_all

MODELS = ("whisper-base", "vosk-ko")
"""Real models the tests marked `model` use; vosk-ko is Korean and proves the Vosk engine."""


def main() -> int:
    """Environment, models, tests; pytest's exit code."""
    python = ensure_environment(DEVELOPMENT)
    get_models(python)
    if sys.argv[1:]:
        return run([python, "-m", "pytest", *sys.argv[1:]], STRICT)
    return run_all(python, STRICT)


def get_models(python: Path) -> None:
    """The models of the tests, each downloaded once."""
    for model in MODELS:
        say(f"\n准备测试用的模型 {model}：")
        if trainer(python, "models", "pull", model):
            raise SetupError(
                f"没有取得测试要用的模型 {model}：请按上面的提示处理，再运行一次；"
                "只跑不用模型的测试：python3 scripts/check --fast"
            )


if __name__ == "__main__":
    sys.exit(guarded(main))
