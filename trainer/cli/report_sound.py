"""The sound of a session for its report: the kept replies, or the scored recording, as Ogg Opus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainer.audio.resample import Samples
    from trainer.history.values import Session
    from trainer.report.html.sound import Sound, Sounds

LONGEST = 3600.0  # s of a kept reply; none is


def sounds_of(session: Session, data_folder: Path, folder: str) -> Sounds:
    """All there is; empty where sound was deleted, not kept, or has private digits that are masked in the text.

    `folder`: name of the folder beside the report, for sound that is too long for the file itself.
    """
    from trainer.report.html.sound import Sounds

    if session.card is None or session.card.call.masked:
        return Sounds()
    found = _recording(session) if session.recording else _replies(session, data_folder)
    return Sounds(tuple(found), folder)


def _replies(session: Session, data_folder: Path) -> Iterator[Sound]:
    from trainer.audio.opus import to_opus
    from trainer.audio.resample import SPEECH_RATE
    from trainer.practice import kept_audio
    from trainer.report.html.sound import Sound

    kept = kept_audio.Recordings(kept_audio.of_session(data_folder, session.key))
    assert session.card is not None
    for clip in dict.fromkeys(said.audio for said in session.card.call.utterances if said.audio is not None):
        try:
            samples = kept.read(clip, clip.start, clip.start + LONGEST)
        except kept_audio.RecordingError:
            continue
        if len(samples):
            yield Sound(Path(clip.file).stem, clip.start, len(samples) / SPEECH_RATE, to_opus([samples]))


def _recording(session: Session) -> Iterator[Sound]:
    from trainer.audio.decode import blocks
    from trainer.audio.opus import to_opus
    from trainer.audio.resample import SPEECH_RATE
    from trainer.errors import AudioError
    from trainer.report.html.sound import Sound

    frames = 0

    def mixed(path: Path) -> Iterator[Samples]:
        """All channels in one."""
        nonlocal frames
        for block in blocks(path):
            frames += len(block)
            yield block.mean(axis=1, dtype="float32")

    try:
        opus = to_opus(mixed(Path(session.recording or "")))
    except (AudioError, OSError):
        return
    yield Sound("recording", 0.0, frames / SPEECH_RATE, opus)
