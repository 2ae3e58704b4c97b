"""What demo.py, test.py, check and bench.py share: the environment in `.venv`, child processes, one clear sentence.

Standard library only, because it runs before anything is installed. The Python version is checked by the scripts
themselves before they import this module, so everything of Python 3.11 may be used here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

VENV = ROOT / ".venv"
SPACE_NEEDED = 1_500_000_000
"""Bytes that must be free before an installation starts: about 0.7 GB packages, 0.3 GB model and its download."""

EXIT_INPUT = 1
EXIT_INTERRUPTED = 130
INTERRUPTED = (EXIT_INTERRUPTED, -2, 0xC000013A)
"""How a child ends on ^C: by itself, by SIGINT, on Windows."""

MIRROR = "pip config set global.index-url https://pypi.tuna.tsinghua.edu.cn/simple"


class SetupError(Exception):
    """Something is missing on this computer; the message is the one sentence the user needs."""


# --- talking to the user ---------------------------------------------------------------------------------------------


def use_utf8() -> None:
    """Write UTF-8 whatever the console's code page is; a character it cannot show never stops the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def say(text: str = "") -> None:
    """One line for the user, at once."""
    print(text, flush=True)


def guarded(main: Callable[[], int]) -> int:
    """Run `main`; every failure a user can cause ends in one sentence and an exit code, never in a traceback."""
    use_utf8()
    try:
        return main()
    except SetupError as error:
        sentence, code = str(error), EXIT_INPUT
    except KeyboardInterrupt:
        sentence, code = "已中断；再运行一次同样的命令，会从断开的地方接着做。", EXIT_INTERRUPTED
    except OSError as error:
        sentence, code = os_sentence(error), EXIT_INPUT
    sys.stdout.flush()
    print(f"\n{sentence}", file=sys.stderr, flush=True)
    return code


def os_sentence(error: OSError) -> str:
    """What the operating system refused, in Chinese, with the file it was about."""
    place = f"（{error.filename}）" if error.filename else ""
    if error.errno == 28:
        return f"磁盘空间不足{place}：请腾出约 1.5 GB 空间，再运行一次。"
    if isinstance(error, PermissionError):
        return f"没有读写权限{place}：请把本项目放到自己有权限的文件夹，再运行一次。"
    return f"系统报错{place}：{error.strerror or error}"


class Ticker:
    """A line about long work. On a terminal it is rewritten every second with the time spent; elsewhere printed once.

    A context manager; `show` replaces the text.
    """

    def __init__(self) -> None:
        """Nothing is shown before `show`."""
        self.text = ""
        self.started = time.monotonic()
        self.live = sys.stdout.isatty()
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Ticker:
        if self.live:
            self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        if self.live:
            self.thread.join()
            print("\r\x1b[K" if os.name != "nt" else "\r" + " " * 78 + "\r", end="", flush=True)

    def show(self, text: str) -> None:
        """Say what is being done now."""
        with self.lock:
            if text != self.text:
                self.text = text
                self.started = time.monotonic()
                if not self.live:
                    say(f"  {text}")
        self._draw()

    def _tick(self) -> None:
        while not self.stop.wait(1):
            self._draw()

    def _draw(self) -> None:
        with self.lock:
            if self.live and self.text:
                seconds = int(time.monotonic() - self.started)
                line = f"  {self.text}" + (f" {seconds} 秒" if seconds else "")
                room = max(shutil.get_terminal_size().columns - 1, 20)
                print("\r" + pad(line, room), end="", flush=True)


def pad(text: str, columns: int) -> str:
    """Cut or fill `text` to exactly `columns` cells of a terminal; a Chinese character takes two."""
    out, used = [], 0
    for char in text:
        width = 1 if ord(char) < 0x1100 else 2
        if used + width > columns:
            break
        out.append(char)
        used += width
    return "".join(out) + " " * (columns - used)


# --- child processes -------------------------------------------------------------------------------------------------


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of our child processes: UTF-8 everywhere, and no other Python's packages."""
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONHOME", "PYTHONPATH")}
    return {**env, "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8:replace", **(extra or {})}


@contextmanager
def _started(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Wait for a child that also got the user's ^C to put its things in order; end it when it does not."""
    try:
        yield process
    except BaseException:
        try:
            process.wait(10)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
        raise
    finally:
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def run(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> int:
    """Run a command in the checkout, its input and output ours; its exit code. ^C in the child counts as ours."""
    sys.stdout.flush()
    words = [str(word) for word in command]
    process = subprocess.Popen(words, cwd=ROOT, env=child_environment(env), text=True, encoding="utf-8")
    with _started(process):
        code = process.wait()
    if code in INTERRUPTED:
        raise KeyboardInterrupt
    return code


def read_lines(command: Sequence[str | Path], show: Callable[[str], None], cwd: Path = ROOT) -> tuple[int, str]:
    """Run a command, hand each line it writes to `show`; its exit code and all it wrote."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    lines = []
    with _started(process):
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            show(line.rstrip())
        code = process.wait()
    return code, "".join(lines)


# --- the environment -------------------------------------------------------------------------------------------------


TOOLS = "tools"
"""The lock file of what installs the rest: pip itself, and what builds the project."""

DEMO = ("program",)
DEVELOPMENT = ("program", "cluster", "development")
"""Lock files that hold what has to be installed."""


def lock_file(name: str, root: Path = ROOT) -> Path:
    """Exact versions with sha256, for every system; scripts/lock.py writes them."""
    return root / "requirements" / f"{name}.txt"


def venv_python(venv: Path = VENV, windows: bool = os.name == "nt") -> Path:
    """The environment's own interpreter."""
    return venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"


def stamp_file(venv: Path = VENV) -> Path:
    """Where it is noted what is installed."""
    return venv / "installed.json"


def fingerprint(root: Path, version: str) -> dict[str, str]:
    """What an installation depends on: pyproject.toml, lock files, the environment's Python, the checkout's place."""
    files = [root / "pyproject.toml", *(lock_file(name, root) for name in (TOOLS, *DEVELOPMENT))]
    sums = "".join(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return {"files": hashlib.sha256(sums.encode()).hexdigest(), "python": version, "root": str(root)}


def read_stamp(venv: Path) -> dict[str, object]:
    """What was noted; empty when nothing was, or when the note cannot be read."""
    try:
        stamp = json.loads(stamp_file(venv).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(venv: Path, mark: Mapping[str, str], names: Collection[str]) -> None:
    """Note a finished installation, in one step: a half-written note cannot arise."""
    part = stamp_file(venv).with_suffix(".part")
    text = json.dumps({**mark, "installed": sorted(names)}, ensure_ascii=False, indent=1)
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(stamp_file(venv))


def installed(venv: Path, mark: Mapping[str, str]) -> frozenset[str]:
    """The lock files that are installed for exactly this fingerprint."""
    stamp = read_stamp(venv)
    names = stamp.get("installed")
    if not isinstance(names, list) or any(stamp.get(key) != value for key, value in mark.items()):
        return frozenset()
    return frozenset(str(name) for name in names)


def python_version(python: Path) -> str | None:
    """Version of an interpreter; None when it is missing, does not run, or is too old for us."""
    code = "import sys; print('.'.join(map(str, sys.version_info[:3])) if sys.version_info >= (3, 11) else '')"
    try:
        done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError:
        return None
    return done.stdout.strip() or None


def has_pip(python: Path) -> bool:
    """Whether the interpreter has pip: an environment whose making was interrupted has none."""
    return not subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False).returncode


def check_venv_module() -> None:
    """Raise SetupError where Python came without the module that makes environments (Debian splits it off)."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetupError(
                f"这个 Python 缺少 {module} 模块，无法创建虚拟环境：Debian/Ubuntu 请先运行 "
                "sudo apt install python3-venv，其他系统请安装 python.org 的完整版 Python，再运行一次。"
            )


def check_space(place: Path, free: Callable[[Path], int] = lambda place: shutil.disk_usage(place).free) -> None:
    """Raise SetupError where the disk is too full for an installation."""
    left = free(place)
    if left < SPACE_NEEDED:
        raise SetupError(
            f"磁盘空间不足：{place} 所在磁盘只剩 {left / 1e9:.1f} GB，安装约需 {SPACE_NEEDED / 1e9:.1f} GB，"
            "请腾出空间再运行一次。"
        )


def make_venv(venv: Path) -> None:
    """Make an empty environment with pip, in place of whatever stood there."""
    if venv.is_symlink():  # what it points at belongs to another checkout
        raise SetupError(f"{venv} 是一个链接，里面的东西不能动；请删掉这个链接，再运行一次。")
    check_venv_module()
    base = getattr(sys, "_base_executable", None) or sys.executable
    with Ticker() as ticker:
        ticker.show("正在创建虚拟环境 .venv ……")
        code, log = read_lines([base, "-m", "venv", "--clear", venv], lambda _: None, cwd=venv.parent)
    if code:
        raise SetupError(diagnose(log, "创建虚拟环境 .venv 没有成功"))


def install_commands(python: Path, locks: Sequence[str], root: Path = ROOT) -> tuple[list[str], ...]:
    """The pip commands in order; pip's own configuration (mirror, proxy, find-links) applies as it is.

    Nothing is fetched that no lock names: what has no wheel is built with the tools that are installed first, and so
    is the project.
    """
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "--no-color", "install"]
    pip += ["--progress-bar", "off"]
    built = ["--no-build-isolation"]
    files = [word for name in locks for word in ("--requirement", str(lock_file(name, root)))]
    return (
        [*pip, "--require-hashes", "--requirement", str(lock_file(TOOLS, root))],
        [*pip, *built, "--require-hashes", *files],
        [*pip, *built, "--no-deps", "--editable", "."],
    )


PIP_STEPS: tuple[tuple[str, str], ...] = (
    (r"^\s*Downloading (?:\S*/)?([^/\s]+?)-([0-9][^/\s-]*)[^/\s]* \(([^)]+)\)", "下载 {0} {1}（{2}）"),
    (r"^Collecting ([A-Za-z0-9._-]+)", "查找 {0}"),
    (r"^Installing collected packages: (.*)", "安装 {n} 个软件包"),
    (r"Retrying \(Retry\(total=(\d+)", "网络不通，正在重试（还剩 {0} 次）"),
)
"""What pip says → what the user reads."""


def translate(line: str) -> str | None:
    """The Chinese progress line for a line of pip's output, None for a line the user need not see."""
    for pattern, text in PIP_STEPS:
        found = re.search(pattern, line)
        if found:
            return text.format(*found.groups(), n=found.group(1).count(",") + 1)
    return None


CHANGED = "DO NOT MATCH THE HASHES"
NO_NETWORK = (
    "Temporary failure in name resolution|Name or service not known|getaddrinfo failed|nodename nor servname|"
    "NewConnectionError|ConnectTimeout|ReadTimeout|ConnectionRefused|Connection refused|ConnectionReset|"
    "Network is unreachable|ProxyError|SSLError|Max retries exceeded|Could not fetch URL|Retrying \\(Retry"
)


def diagnose(log: str, what: str) -> str:
    """One sentence out of pip's pages: no space, other files, no network, no permission, or pip's own last error."""
    if re.search(r"No space left on device|Errno 28|not enough space|WinError 112", log):
        return f"{what}：磁盘空间不足，请腾出约 1.5 GB 空间，再运行一次。"
    if CHANGED in log:
        return f"{what}：下载到的软件包与 requirements/ 里记的校验值不符，没有安装；请换一个软件源，再运行一次。"
    if re.search(NO_NETWORK, log):
        return f"{what}：连不上软件源（PyPI）；请检查网络，在国内可先换镜像：{MIRROR}（接着做即可，已下载的不会重下）。"
    if re.search(r"Permission denied|Errno 13|WinError 5\b", log):
        return f"{what}：没有写入权限，请把本项目放到自己有权限的文件夹，再运行一次。"
    errors = re.findall(r"^\s*(?:ERROR|\w*Error): ?(.+)$", log, re.MULTILINE)
    return f"{what}：{errors[-1].strip() if errors else 'pip 没有说明原因'}"


def install(locks: Sequence[str], root: Path, venv: Path) -> None:
    """Let pip install the project, showing what it does; SetupError with the reason when it fails."""
    code, log = 0, ""

    def show(line: str) -> None:
        text = translate(line)
        if text is not None and (ticker.live or not text.startswith("查找")):
            ticker.show(text)

    with Ticker() as ticker:
        ticker.show("正在安装，首次约需几分钟 ……")
        for command in install_commands(venv_python(venv), locks, root):
            if not code:
                code, told = read_lines(command, show, cwd=root)
                log += told
    if code:
        log_file = venv / "install.log"
        with suppress(OSError):  # on a full disk there is no room for it
            log_file.write_text(log, encoding="utf-8")
        raise SetupError(f"{diagnose(log, '安装没有成功')} 详细记录：{log_file}")


def ensure_environment(locks: Sequence[str], root: Path = ROOT, venv: Path | None = None) -> Path:
    """The interpreter of an environment with all that the lock files name; made, completed or left alone as needed.

    The stamp is taken away before pip starts and written when it is done: an interrupted installation is done again.
    """
    venv = venv or root / ".venv"
    python = venv_python(venv)
    version = python_version(python)
    if version is not None:
        have = installed(venv, fingerprint(root, version))
        if have.issuperset(locks):
            return python
    started = time.monotonic()
    say("准备运行环境（只在第一次或更新后需要）：")
    check_venv_module()
    check_space(root)
    moved = read_stamp(venv).get("root", str(root)) != str(root)
    if version is None or moved or not has_pip(python):
        make_venv(venv)
        version = python_version(python)
    if version is None:
        raise SetupError("虚拟环境 .venv 建好了却无法运行；请删除 .venv 文件夹，再运行一次。")
    mark = fingerprint(root, version)
    names = installed(venv, mark).union(locks)
    stamp_file(venv).unlink(missing_ok=True)
    install(locks, root, venv)
    write_stamp(venv, mark, names)
    say(f"  运行环境已就绪（用时 {time.monotonic() - started:.0f} 秒）。")
    return python


STRICT = {"PYTHONWARNDEFAULTENCODING": "1"}
"""For tests: a file opened without an encoding is a warning, and warnings are errors there."""


def trainer(python: Path, *words: str) -> int:
    """Run the program itself; its exit code."""
    return run([python, "-m", "trainer", *words])
