"""`python3 scripts/lock.py [--upgrade]`: writes the lock files of requirements/, from which everything is installed.

Without options versions stay where pyproject.toml allows it; `--upgrade` takes the newest, `--upgrade-package NAME` the
newest of one. Other options of `uv pip compile` may follow too. uv asks PyPI, whatever pip's settings are.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file still parses on the older Pythons it turns away
    sys.exit(f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}：请到 https://www.python.org 安装。")

from _setup import DEVELOPMENT, TOOLS, ensure_environment, guarded, lock_file, run

ENGINES = ("--extra", "whisper", "--extra", "sherpa")
CONTENTS = {
    TOOLS: ("--group", "tools"),
    "program": ("pyproject.toml", *ENGINES, "requirements/bounds.in"),
    "cluster": ("pyproject.toml", *ENGINES, "--extra", "cluster", "requirements/bounds.in"),
    "development": ("--group", "dev"),
}
"""Lock file → what stands in it. Each shares the versions of those before."""

FORM = ("--universal", "--generate-hashes", "--no-annotate", "--custom-compile-command", "python3 scripts/lock.py")


def main() -> int:
    """Write the files one after the other; uv's exit code when it fails."""
    uv = [str(ensure_environment(DEVELOPMENT)), "-m", "uv", "pip", "compile", "--quiet", *FORM, *sys.argv[1:]]
    shared: list[str] = []
    code = 0
    for name, contents in CONTENTS.items():
        file = str(lock_file(name))
        code = code or run([*uv, *contents, *shared, "--output-file", file])
        shared += ["--constraints", file]
    return code


if __name__ == "__main__":
    sys.exit(guarded(main))
