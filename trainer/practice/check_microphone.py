"""Say one sentence, see how it arrived: the check of a headset before its first call, and of `trainer devices`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from trainer.audio.echo import echo_delay
from trainer.audio.interface import Microphone, Speaker
from trainer.audio.level import Level, dbfs, measure
from trainer.audio.quality import NOTHING, fault
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.speech import Segment, Vad, speech_seconds
from trainer.errors import RecognitionError
from trainer.recognition.interface import Recogniser
from trainer.report.display import GATES
from trainer.report.simple import simple

SENTENCE = "您好，很高兴为您服务。"
SECONDS = 3.0  # recorded from the first word on
WAIT = 5.0  # s for the first word
SPOKEN = 0.4  # s of speech; less is a cough
SOFT = -42.0  # dBFS of speech; understood all the same, but there is little left for a softer day
MARGIN = 0.3  # s kept around the speech
READ = 0.05  # s

Sounds = Literal["good", "dead", "nothing", "soft", "quiet", "clipped", "noisy", "gated", "voices"]
Show = Callable[[float, float], None]  # level of the last moment in dBFS, seconds still to be recorded

SAYS: dict[Sounds, str] = {
    "good": "听得清，音量合适。",
    "dead": "麦克风一点声音也没有。看看是不是静音了，系统有没有允许录音，或者换一个麦克风。",
    "nothing": "没有听到说话，是不是选错了麦克风？换一个，或者离话筒近一点再试。",
    "soft": "听得清，就是有点轻；话筒离嘴近一点更好。",
}


@dataclass(frozen=True, slots=True, eq=False)
class CheckResult:
    """How the sentence arrived."""

    samples: Samples  # 16 kHz mono, the speech with a margin; all of it where nobody spoke
    sounds: Sounds
    level: Level
    heard: str | None = None  # as recognised, simplified; None: no engine, or it failed
    lost: int = 0  # times sound was lost
    echo: bool = False  # the microphone hears the loudspeaker

    @property
    def good(self) -> bool:
        """Fit for a call."""
        return self.sounds in ("good", "soft")

    @property
    def message(self) -> str:
        """What it means and what to do, one sentence for the trainee."""
        return SAYS.get(self.sounds) or f"{GATES[self.sounds]}。"


def first_check(
    microphone: Microphone,
    speaker: Speaker | None,
    recogniser: Recogniser | None,
    say: Callable[[str], None],
    show: Show = lambda level, left: None,
) -> CheckResult:
    """Record the sentence, say how it sounds and what was heard, play it back. What cannot be done is left out.

    `say` gets each line for the trainee, `show` the level while recording. Raises DeviceError when a device goes.
    """
    before = microphone.overflows
    say(f"请说一句话：“{SENTENCE}”")
    samples, segments = record(microphone, show)
    sounds, level = judge(samples, segments)
    kept = _speech(samples, segments)
    lost = microphone.overflows - before
    result = CheckResult(kept, sounds, level, lost=lost)
    say(result.message)
    if lost:
        say(f"电脑太忙，丢了 {lost} 次声音。请关掉别的程序再练。")
    if sounds in ("dead", "nothing"):
        return result
    heard = _recognise(recogniser, kept, say)
    echo = speaker is not None and _play_back(speaker, microphone, kept, say)
    return CheckResult(kept, sounds, level, heard, lost, echo)


def record(microphone: Microphone, show: Show) -> tuple[Samples, tuple[Segment, ...]]:
    """SECONDS s from the first word on, or WAIT s of nobody speaking; with the speech in it."""
    microphone.read()
    vad = Vad()
    pieces: list[Samples] = [np.zeros(0, np.float32)]
    found: tuple[Segment, ...] = ()
    count, end = 0, WAIT
    while count < end * SPEECH_RATE:
        piece = microphone.read(READ)
        if not len(piece):
            continue
        pieces.append(piece)
        spoken = bool(found)
        found += vad.feed(piece)
        count += len(piece)
        if not spoken and (begun := found[0].start if found else vad.open_since) is not None:
            end = begun + SECONDS
        show(dbfs(piece), max(0.0, end - count / SPEECH_RATE))
    return np.concatenate(pieces), (*found, *vad.finish())


def judge(samples: Samples, segments: tuple[Segment, ...]) -> tuple[Sounds, Level]:
    """Whether this is fit for a call, and its level."""
    level = measure(samples, segments)
    if not np.any(np.abs(samples) > NOTHING):
        return "dead", level
    if speech_seconds(segments) < SPOKEN:
        return "nothing", level
    reason = fault(samples, segments)
    if reason is not None:
        return cast(Sounds, reason), level
    return ("soft" if level.speech < SOFT else "good"), level


def _speech(samples: Samples, segments: tuple[Segment, ...]) -> Samples:
    if not segments:
        return samples
    first = max(0, round((segments[0].start - MARGIN) * SPEECH_RATE))
    return samples[first : round((segments[-1].end + MARGIN) * SPEECH_RATE)]


def _recognise(recogniser: Recogniser | None, samples: Samples, say: Callable[[str], None]) -> str | None:
    if recogniser is None:
        return None
    try:
        with recogniser.open(cut=False) as session:
            heard = [*session.feed(samples), *session.finish()]
    except RecognitionError as error:
        say(error.message)
        return None
    text = simple("".join(one.text for one in heard if one.final))
    say(f"识别出来的是：{text}" if text else "没有识别出文字；说慢一点，每个字说清楚。")
    return text


def _play_back(speaker: Speaker, microphone: Microphone, samples: Samples, say: Callable[[str], None]) -> bool:
    """Let the trainee hear it; whether the microphone heard it too."""
    say("现在放给您听。")
    microphone.read()
    captured: list[Samples] = [np.zeros(0, np.float32)]
    speaker.play(samples, SPEECH_RATE)
    heard, longest = 0, len(samples) + 2 * SPEECH_RATE
    while speaker.playing and heard < longest:
        captured.append(microphone.read(READ))
        heard += len(captured[-1])
    speaker.stop()
    echo = echo_delay(samples, np.concatenate(captured)) is not None
    if echo:
        say("麦克风听到了喇叭的声音；戴上耳机，抢话才量得准。")
    return echo
