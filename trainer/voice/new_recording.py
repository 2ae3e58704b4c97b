"""A freshly spoken line: cut to the speech, at the common loudness, and kept as FLAC with its entry in the manifest."""

from __future__ import annotations

import io
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from trainer import atomic, lock
from trainer.audio.level import gate, measure
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.speech import segments
from trainer.errors import TrainerError, reason
from trainer.voice import manifest
from trainer.voice.volume import levelled

BEFORE, AFTER = 0.15, 0.3  # s kept around the speech
SUFFIX = ".flac"

Fault = Literal["quiet", "clipped", "noisy"]


class NotKeptError(TrainerError):
    """A recording cannot be kept; the message says what to do."""

    code = "not_kept"


@dataclass(frozen=True, slots=True, eq=False)
class NewRecording:
    """A line as it will be kept."""

    samples: Samples  # SPEECH_RATE, mono
    speech: float  # s from the first to the last speech
    fault: Fault | None  # what is not good about it; None: nothing

    @property
    def seconds(self) -> float:
        """Its length with the margins."""
        return len(self.samples) / SPEECH_RATE


def cut(samples: Samples) -> NewRecording | None:
    """What was captured at 16 kHz, cut and levelled; None where nobody speaks in it."""
    found = segments(samples)
    if not found:
        return None
    level = measure(samples, found)
    fault = gate(level)
    first = max(0, round((found[0].start - BEFORE) * SPEECH_RATE))
    last = round((found[-1].end + AFTER) * SPEECH_RATE)
    speech = samples[round(found[0].start * SPEECH_RATE) : round(found[-1].end * SPEECH_RATE)]
    return NewRecording(
        levelled(samples[first:last], speech),
        round(found[-1].end - found[0].start, 3),
        fault if fault in ("quiet", "clipped", "noisy") else None,  # type: ignore[arg-type]
    )


def writable(folder: Path) -> bool:
    """Whether recordings can be kept there; nothing is left behind."""
    probe = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError:
        return False
    with suppress(OSError):  # only what is empty goes
        folder.rmdir()
        folder.parent.rmdir()
    return True


def keep(folder: Path, name: str, text: str, samples: Samples) -> Path:
    """Save the line's recording and enter it; the line's other recordings lose their entries. Raises NotKeptError.

    The file is there before its entry, so an interruption in between costs nothing but the entry.
    """
    import soundfile

    target = folder / f"{name}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        encoded = io.BytesIO()
        soundfile.write(encoded, samples, SPEECH_RATE, format="FLAC", subtype="PCM_16")
        atomic.write(target, encoded.getvalue())
        enter(target, text)
    except OSError as error:
        raise NotKeptError(
            f"录音没能存到 {folder}：{reason(error)}。前面录好的都在；请腾出磁盘空间或检查权限，再接着录。"
        ) from error
    return target


def enter(recording: Path, text: str) -> None:
    """Note in the manifest that this file says that text, and no other file says it. Raises NotKeptError, OSError."""
    folder = recording.parent
    try:
        with lock.held(folder / f".{manifest.FILE}.lock", lock.WRITING):
            entries = manifest.read(folder)
            others = {f"{recording.stem}{suffix}" for suffix in manifest.SUFFIXES} - {recording.name}
            kept = {name: value for name, value in entries.items() if name not in others}
            manifest.write(folder, {**kept, recording.name: manifest.digest(text)})
    except lock.BusyError as error:
        raise NotKeptError(
            f"{folder / manifest.FILE}：另一个窗口正在写录音清单，这句没有登记。请运行：trainer record 情景 --register"
        ) from error
    except manifest.ManifestError as error:
        raise NotKeptError(
            f"{folder / manifest.FILE}：录音清单读不懂（{error}）。请删掉或改名，再运行：trainer record 情景 --register"
        ) from error
