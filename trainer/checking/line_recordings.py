"""Are the recordings of the caller's lines still right? Warnings: without them synthetic speech takes their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from trainer.audio.decode import MIN_RECORDING, blocks
from trainer.audio.ogg import opus_seconds
from trainer.errors import AudioError, Problem
from trainer.scenario.load import Loaded
from trainer.scenario.resolved import Scenario
from trainer.scenario.suggestions import offer, short
from trainer.text.template import fill
from trainer.visible import argument
from trainer.voice import manifest
from trainer.voice.lines import Possible, lines_of, recordings_folder

MOST_AT_ONCE = 4_000_000  # bytes of a file that is read whole
OTHER = (".mp3", ".m4a", ".aac", ".wma", ".amr")  # recordings by their look, but never played


def check_recordings(loaded: Loaded) -> list[Problem]:
    """Every warning about the folder `voices/<scenario>`; nothing where there is none."""
    if loaded.scenario is None:
        return []
    folder = recordings_folder(loaded.scenario)
    if not folder.is_dir():
        return []
    try:
        entries = manifest.read(folder)
    except manifest.ManifestError as error:
        message = (
            f"录音清单读不懂（{error}），里面的录音都不会播放；请删掉这个文件，再运行：{_command(loaded)} --register"
        )
        return [_at(folder / manifest.FILE, message)]
    return [*_files(loaded, loaded.scenario, folder, entries), *_lost(loaded, folder, entries)]


def _files(loaded: Loaded, scenario: Scenario, folder: Path, entries: Mapping[str, str]) -> Iterator[Problem]:
    """Each file of the folder."""
    lines = {line.name: line for line in lines_of(scenario)}
    slots = scenario.slots()
    playing: dict[str, str] = {}  # line → the file that is played
    found = [path for path in folder.iterdir() if path.suffix.lower() in (*manifest.SUFFIXES, *OTHER)]
    for path in sorted(found, key=lambda path: (path.stem, _order(path))):
        line = lines.get(path.stem)
        if path.suffix not in manifest.SUFFIXES:
            yield _at(path, "这种录音不会播放，只认小写的 .opus、.ogg、.flac、.wav；请转换或改名")
        elif line is None:
            near = offer(path.stem, sorted(lines))
            yield _at(path, f"没有哪句台词叫“{short(path.stem)}”{near}；这个录音用不上，请改名或删掉")
        elif path.stem in playing and path.name in entries:
            yield _at(path, f"这一句已经有 {playing[path.stem]}，这个录音不会播放，可以删掉")
        elif path.name not in entries:
            yield _at(path, f"这个录音还没有登记，不会播放；听一遍再登记：{_command(loaded)} --register")
        elif entries[path.name] != manifest.digest(fill(line.template, slots)):
            yield _stale(loaded, path, line)
        else:
            playing[path.stem] = path.name
            if (fault := _fault(path)) is not None:
                yield _at(path, f"{fault}播放不了；请重录：{_command(loaded)} --only {line.turn}")


def _lost(loaded: Loaded, folder: Path, entries: Mapping[str, str]) -> Iterator[Problem]:
    """Entries without a file."""
    for name in sorted(entries):
        if not (folder / Path(name).name).is_file():
            yield _at(folder / manifest.FILE, f"登记过的录音“{short(name)}”不见了；请重录：{_command(loaded)}")


def _stale(loaded: Loaded, path: Path, line: Possible) -> Problem:
    """At the line in the scenario, because that is what was changed."""
    what = "里面的内容（{…}）和录的时候不一样" if "{" in line.template else "后来改过"
    message = f"这句台词{what}，录音 {path.name} 不会播放；请重录：{_command(loaded)} --only {line.turn}"
    assert loaded.scenario is not None
    index = [turn.id for turn in loaded.scenario.file.turns].index(line.turn)
    at = loaded.document.find(("turns", index, "line"), line.template) or ("turns", index, "line")
    return loaded.document.problem(at, message, warning=True)


def _fault(path: Path) -> str | None:
    """Why a file cannot be played, if it cannot; what is whole by its checksums is not decoded, which takes long."""
    try:
        if path.stat().st_size <= MOST_AT_ONCE and (opus_seconds(path.read_bytes()) or 0) >= MIN_RECORDING:
            return None
    except OSError:
        pass  # decoding it says what is wrong
    try:
        for _ in blocks(path):
            pass
    except AudioError as error:
        return error.message.partition("。")[0] + "，"
    return None


def _order(path: Path) -> int:
    return manifest.SUFFIXES.index(path.suffix) if path.suffix in manifest.SUFFIXES else len(manifest.SUFFIXES)


def _at(path: Path, message: str) -> Problem:
    return Problem(str(path), 1, 1, message, warning=True)


def _command(loaded: Loaded) -> str:
    return f"trainer record {argument(loaded.document.path)}"
