"""The telephone line of a spoken call: the microphone, the earpiece and the call's clock.

The clock counts captured samples while the call goes on. It stands still while the trainee reads feedback and while
the engine works, so nobody is charged for that time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trainer.audio.interface import Microphone, Speaker
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.speech import Segment
from trainer.errors import DeviceError
from trainer.voice.interface import Sound

RING = 450  # Hz, one second on and four off, as phones in China ring
ON = 1.0  # s
OFF = 4.0  # s
LEVEL = -20.0  # dBFS (RMS) of the tone
EDGE = 0.01  # s of fading in and out, so that it does not click


class Phone:
    """One call's line. Times are seconds from the pick-up."""

    def __init__(self, microphone: Microphone, speaker: Speaker | None) -> None:
        """`speaker` None: nothing can be heard, the caller's lines are only shown."""
        self.microphone, self.speaker = microphone, speaker
        self.now = 0.0
        self.alive = False  # this microphone has given something else than zeros
        self.sounded = False  # it has done so since the clock went on
        self._overflows = microphone.overflows

    @property
    def overflows(self) -> int:
        """How often sound of the current stretch was lost."""
        return self.microphone.overflows - self._overflows

    def resume(self, at: float) -> None:
        """The clock goes on at that instant; what the microphone picked up meanwhile is dropped. Raises DeviceError."""
        self.microphone.read()
        self._overflows = self.microphone.overflows
        self.sounded = False
        self.now = at

    def read(self, timeout: float) -> Samples:
        """More of the call's sound; waits at most `timeout` s. Raises DeviceError when the microphone is gone."""
        samples = self.microphone.read(timeout)
        self.now += len(samples) / SPEECH_RATE
        self.sounded = self.sounded or bool(samples.any())
        self.alive = self.alive or self.sounded
        return samples

    def ring(self) -> None:
        """Ring until `hush`; a phone that cannot be heard still rings on the screen."""
        if self.speaker is not None:
            try:
                self.speaker.play(ring_tone(SPEECH_RATE), SPEECH_RATE, loop=True)
            except DeviceError:
                self.speaker = None

    def hush(self) -> None:
        """No sound any more."""
        if self.speaker is not None:
            self.speaker.stop()

    def let_finish(self) -> None:
        """Wait until what is being played has been heard; the clock stands still. Raises DeviceError."""
        while self.speaker is not None and self.speaker.playing:
            self.microphone.read(0.05)

    def say(self, sound: Sound | None) -> Segment | None:
        """The caller starts to speak; when that will be heard, on the call's clock. None where it cannot be heard."""
        if sound is None or self.speaker is None:
            return None
        delay = self.microphone.latency + self.speaker.latency
        try:
            self.speaker.play(sound.samples, sound.rate)
        except DeviceError:
            self.speaker = None
            return None
        return Segment(self.now + delay, self.now + delay + sound.seconds)

    def play(self, samples: Samples, stop: Callable[[], bool]) -> None:
        """Something recorded at 16 kHz, to its end or until `stop`. Raises DeviceError where nothing can be heard."""
        if self.speaker is None:
            raise DeviceError("没有扬声器或耳机，放不出来。插上以后再试。")
        self.speaker.play(samples, SPEECH_RATE)
        while self.speaker.playing and not stop():
            self.microphone.read(0.05)
        self.speaker.stop()

    def change(self, microphone: Microphone) -> None:
        """Go on with another microphone."""
        self.microphone.close()
        self.microphone = microphone
        self.alive = False
        self._overflows = microphone.overflows

    def close(self) -> None:
        """Hang up: free both devices."""
        self.hush()
        if self.speaker is not None:
            self.speaker.close()
        self.microphone.close()


def ring_tone(rate: int = SPEECH_RATE) -> Samples:
    """The ring tone, made in code: one period of ON + OFF seconds, mono, to be looped."""
    at = np.arange(round(ON * rate)) / rate
    tone = np.sqrt(2) * 10 ** (LEVEL / 20) * np.sin(2 * np.pi * RING * at)
    fade = np.sin(np.pi / 2 * np.minimum(1.0, np.minimum(at, ON - at) / EDGE)) ** 2
    period = np.zeros(round((ON + OFF) * rate), dtype=np.float32)
    period[: len(tone)] = tone * fade
    return period
