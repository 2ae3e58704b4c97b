"""What a spoken call uses: the line, the engine, the caller's voice, keys, the drawing, recordings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainer.audio.interface import Microphone
from trainer.audio.resample import Samples
from trainer.call import Utterance
from trainer.practice.kept_audio import RecordingError, Recordings
from trainer.practice.keyboard import Keys
from trainer.practice.meter import Meter
from trainer.practice.phone import Phone
from trainer.recognition.interface import Recogniser
from trainer.voice.interface import Line, Sound, Voice

AROUND = 0.4  # s played before and after a moment


@dataclass(slots=True)
class VoiceSetup:
    """Everything opened, to be closed when the call is over."""

    phone: Phone
    recogniser: Callable[[], Recogniser]  # waits until the model is loaded
    voice: Voice
    keys: Callable[[], Keys]
    meter: Meter
    recordings: Recordings | None
    microphones: Callable[[], Sequence[str]]  # names, looked up anew
    reopen: Callable[[str | None], Microphone]  # by name; raises DeviceError
    pause: float  # s that end a reply
    target: int | None  # 字 a minute
    engine: str
    model: str
    consent: str = ""  # that replies are kept, where and how long
    listen_only: bool = False  # the caller's words are not shown
    on_close: Callable[[], None] = lambda: None
    ear: Callable[[], Recogniser | None] = lambda: None  # gives the live text beside an engine that does not stream
    heard_at: float = 0.0  # on the monotonic clock: when the engine gave the last reply's text; for measurements

    @property
    def can_replay(self) -> bool:
        """Replies are kept and can be heard."""
        return self.recordings is not None and self.phone.speaker is not None

    def play(self, said: Utterance, start: float, end: float) -> None:
        """A stretch of the call as it was recorded, with a little around; waits until it is over or a key is pressed.

        Times in seconds of the call. Raises RecordingError, DeviceError.
        """
        if self.recordings is None or said.audio is None:
            raise RecordingError("这句没有录音。")
        self.hear(self.recordings.read(said.audio, start - AROUND, end + AROUND))

    def hear(self, samples: Samples) -> None:
        """Play 16 kHz mono to its end or until a key is pressed. Raises DeviceError."""
        with self.keys() as keys:
            self.phone.play(samples, lambda: bool(keys.pressed()))

    def spoken(self, line: Line) -> Sound | None:
        """The line as sound; None where no voice has it. Raises VoiceError."""
        return self.voice.sound(line)

    def close(self) -> None:
        """Free the devices and stop what runs in the background."""
        self.meter.clear()
        self.phone.close()
        self.on_close()
