"""The doors by which files come in, and a process that takes damaged ones through them until it is stopped.

`python scripts/_fuzz.py DOOR SEED FIRST COUNT` writes a line of JSON for each file, before and after, so that its
parent knows which one it hangs or dies of. See bench_fuzz.py, which starts it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
import warnings
import wave
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _setup import ROOT
from mutate import damage

MINI = ROOT / "tests" / "practice" / "mini.yaml"
SPEECH = ROOT / "tests" / "data" / "match"
MEMORY = 2_000_000_000
"""Bytes of address space that a worker may take beyond what it has when it is ready."""


@dataclass(frozen=True)
class Door:
    """One way in."""

    kind: str  # of damage
    originals: Callable[[], Mapping[str, bytes]]  # file name → content
    enter: Callable[[Path, str, bytes], None]  # folder, name, content; raises where it is not told kindly


class CrashError(Exception):
    """What no user should see."""


def trainer(*words: str) -> str:
    """Run the command line here; what it said. Raises CrashError where that was a bug of ours."""
    from trainer.cli import run

    said = io.StringIO()
    sys.stdin = io.StringIO("")
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run(list(words))
    text = said.getvalue()
    if code not in (0, 1, 2, 4) or "Traceback" in text:
        log = re.search(r"/\S+\.log", text)
        known = Path(log[0]).read_text(encoding="utf-8") if log and Path(log[0]).is_file() else text
        raise CrashError(f"exit code {code}: {known[-1500:]}")
    return text


def yaml_files() -> dict[str, bytes]:
    """Scenarios and packs of the library."""
    from trainer.scenario.library import default_library, library

    files = (*library(default_library()), *library(default_library() / "packs"))
    return {str(path.relative_to(default_library())): path.read_bytes() for path in files}


def check(folder: Path, name: str, content: bytes) -> None:
    """Every problem has a place and a Chinese sentence."""
    if not (folder / "packs").exists():
        shutil.copytree(ROOT / "scenarios" / "packs", folder / "packs")
    path = folder / name
    path.write_bytes(content)
    try:
        told = trainer("check", "--json", str(path))
        for problem in json.loads(told.splitlines()[0])["problems"]:
            if problem["line"] < 1 or problem["column"] < 1 or not re.search("[\u4e00-\u9fff]", problem["message"]):
                raise CrashError(f"a problem without a place or a sentence: {problem}")
    finally:
        if name.startswith("packs"):
            shutil.copy(ROOT / "scenarios" / name, path)


def workbooks() -> dict[str, bytes]:
    """Exported scenarios."""
    from trainer.workbook.exporting import export

    return {f"{name}.xlsx": export(ROOT / "scenarios" / f"{name}.yaml")[1] for name in ("in-late", "out-visit")}


def import_(folder: Path, name: str, content: bytes) -> None:
    """The workbook becomes a scenario, or is told."""
    (folder / name).write_bytes(content)
    trainer("import", str(folder / name), "--out", str(folder / Path(name).with_suffix(".yaml")), "--force")


def wavs() -> dict[str, bytes]:
    """A second of a hum, in one channel and in two."""
    made = {}
    for channels in (1, 2):
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(bytes(random.Random(channels).randbytes(16_000 * channels)))
        made[f"{channels}.wav"] = out.getvalue()
    return made


def oggs() -> dict[str, bytes]:
    """Spoken replies."""
    return {f"{path.stem}.ogg": path.read_bytes() for path in sorted(SPEECH.glob("*.opus"))[:4]}


def transcribe(folder: Path, name: str, content: bytes) -> None:
    """Decoded, cut at pauses, measured; only the engine is left out."""
    from trainer.audio.ogg import opus_seconds
    from trainer.errors import TrainerError
    from trainer.recognition.scripted import ScriptedRecogniser
    from trainer.recognition.transcribe import transcribe

    opus_seconds(content)
    (folder / name).write_bytes(content)
    with contextlib.suppress(TrainerError):
        transcribe(folder / name, ScriptedRecogniser.says(*["您好"] * 100))


def calls() -> dict[str, bytes]:
    """A scored conversation."""
    return {"call.json": json.dumps(_session()["result"], ensure_ascii=False).encode()}


def score(folder: Path, name: str, content: bytes) -> None:
    """The stored call is scored again."""
    (folder / name).write_bytes(content)
    trainer("score", str(folder / name), "-s", str(MINI), "--json")


def sessions() -> dict[str, bytes]:
    """A finished practice and one that was left."""
    done = _session()
    left = {**done, "result": None, "state": {**done["state"], "phase": "reply", "ended_by": None}}
    return {f"{name}.json": json.dumps(one, ensure_ascii=False).encode() for name, one in (("a", done), ("b", left))}


def results(folder: Path, name: str, content: bytes) -> None:
    """Listed, and gone on with."""
    (folder / "trainer.toml").write_text('data_folder = "."\n', encoding="utf-8")
    shutil.rmtree(folder / "sessions", ignore_errors=True)
    (folder / "sessions").mkdir()
    (folder / "sessions" / name).write_bytes(content)
    trainer("results")
    trainer("practice", "--resume")


def settings() -> dict[str, bytes]:
    """Every setting."""
    text = (
        'name = "小李"\nstaff_number = "2035"\ncompany = "梧桐里"\ndevice = "USB"\nspeaker = "USB"\npause = 3\n'
        'mode = "考核"\nby = "keyboard"\nkeep_recordings_days = 30\ndata_folder = "mine"\n[slots]\n"楼" = "一期"\n'
    )
    return {"trainer.toml": text.encode()}


def practise(folder: Path, name: str, content: bytes) -> None:
    """Results are listed and a practice begun with these settings."""
    (folder / name).write_bytes(content)
    trainer("results")
    trainer("practice", str(MINI), "--by", "keyboard", "--no-save")


def models() -> dict[str, bytes]:
    """A zip for each engine with the files of its model; nothing sensible in them."""
    made = {}
    for name, files in {
        "vosk": ("am/final.mdl", "conf/model.conf", "graph/HCLr.fst"),
        "whisper": ("model.bin", "config.json", "tokenizer.json"),
        "sensevoice": ("model.int8.onnx", "tokens.txt"),
    }.items():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for one in files:
                file.writestr(f"{name}-small/{one}", random.Random(one).randbytes(2_000))
        made[f"{name}.zip"] = out.getvalue()
    return made


def add(folder: Path, name: str, content: bytes) -> None:
    """Installed, listed and verified."""
    (folder / name).write_bytes(content)
    shutil.rmtree(folder / "models", ignore_errors=True)
    os.environ["TRAINER_MODELS"] = str(folder / "models")
    trainer("models", "add", str(folder / name))
    trainer("models", "list")
    trainer("models", "verify")


DOORS: Mapping[str, Door] = {
    "yaml": Door("yaml", yaml_files, check),
    "xlsx": Door("zip", workbooks, import_),
    "wav": Door("wav", wavs, transcribe),
    "ogg": Door("ogg", oggs, transcribe),
    "call": Door("json", calls, score),
    "session": Door("json", sessions, results),
    "toml": Door("toml", settings, practise),
    "zip": Door("zip", models, add),
}


def _session() -> dict[str, Any]:
    """A practice of the small scenario, as an earlier version saved it."""
    (kept,) = (ROOT / "tests" / "data" / "history" / "sessions").glob("*-aaaaaa.json")
    return dict(json.loads(kept.read_text(encoding="utf-8")))


def damaged(name: str, seed: int, number: int, files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The n-th damaged file of a door; number 0 is whole."""
    dice = random.Random(f"{name} {seed} {number}")
    path, content = dice.choice(files)
    return path, damage(DOORS[name].kind, content, dice) if number else content


def work(name: str, seed: int, first: int, count: int, tell: Callable[[Mapping[str, object]], None]) -> None:
    """Take the files from `first` on through the door; the first time a whole one, which readies everything."""
    door = DOORS[name]
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        home = Path(place, "home")
        os.environ.update({"HOME": str(home), **{f"XDG_{one}_HOME": str(home) for one in ("CONFIG", "DATA", "STATE")}})
        files = sorted(door.originals().items())
        door.enter(Path(place), *damaged(name, seed, 0, files))
        _limit_memory()
        for number in range(first, first + count):
            path, content = damaged(name, seed, number, files)
            tell({"begun": number})
            _forget_peak()
            before, started = peak(), time.process_time()
            try:
                door.enter(Path(place), path, content)
                wrong = ""
            except BaseException:
                wrong = traceback.format_exc()[-2000:]
            took = time.process_time() - started
            tell({"done": number, "seconds": took, "bytes": max(0, peak() - before), "wrong": wrong})


def peak() -> int:
    """The most memory that this process has held, in bytes, since it was forgotten; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) * 1024 if found else 0


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _limit_memory() -> None:
    try:
        import resource

        size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    except (ImportError, OSError):  # no such limit on this system
        pass


def main() -> None:
    """A worker: the command line, lines of JSON."""
    name, seed, first, count = sys.argv[1], *map(int, sys.argv[2:5])
    warnings.simplefilter("ignore")
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is none of our lines

    def tell(line: Mapping[str, object]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    work(name, seed, first, count, tell)


if __name__ == "__main__":
    main()
