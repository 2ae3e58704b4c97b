"""Synthetic speech by pyttsx3, which speaks with what the system has: espeak-ng, SAPI 5, NSSpeechSynthesizer.

One child process per utterance (`trainer.voice.child`), a time-out, and a look at what came out. The engine's rate
is corrected until the line lasts as long as its 字 at the caller's pace.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock

from trainer.audio.resample import Samples
from trainer.text.count import chars
from trainer.voice.cache import SoundCache
from trainer.voice.interface import Line, Sound, VoiceError
from trainer.voice.pinyin import pinyin
from trainer.voice.process import ChildError, Children, own_command
from trainer.voice.read_aloud import numbers_in_words, without_directions
from trainer.voice.volume import levelled, sounding

RECIPE = 1  # goes up when the same line is to sound different
TIMEOUT = 15.0  # s for one utterance; espeak takes 0.2 s, Windows up to 5 s the first time
NEAR = 0.05  # of the wanted length: good enough
MOST = 4  # renderings of one line
SLOWEST, FASTEST = 80, 450  # what espeak takes as its rate
EVEN = 125  # 字 a minute that espeak speaks at rate 100
BEND = 1.12  # pace grows with rate to that power
ODD = 4.0  # times shorter or longer than wanted: that is not the line
FASTER = 0.04  # s per syllable; shorter cannot be speech
SHORTEST = 0.35  # s of any sound: players and decoders are fond of so much


class Pyttsx3Voice:
    """The synthetic voice."""

    name = "pyttsx3"

    def __init__(
        self,
        cache: Path,
        *,
        command: Sequence[str] | None = None,
        timeout: float = TIMEOUT,
        platform: str = sys.platform,
    ) -> None:
        """`cache`: a folder for what was rendered. `command` (the child) and `timeout` (s) for tests."""
        self._cache = SoundCache(cache)
        self._children = Children(command or own_command(), timeout)
        self._platform = platform
        self._failed: str | None = None
        self._one = Lock()  # renderings one after the other: the second asker finds the first one's result

    def sound(self, line: Line) -> Sound | None:
        """The line spoken; None where nothing in it can be said. Raises VoiceError."""
        line = replace(line, text=without_directions(line.text))
        said = pinyin(line.text)
        if not said:
            return None
        key = self._key(line, said)
        found = self._cache.get(key)
        if found is not None:
            return found
        with self._one:
            found = self._cache.get(key)
            if found is None:
                found = self._first_time(line, said)
                self._cache.put(key, found)
        return found

    def _first_time(self, line: Line, said: str) -> Sound:
        """Not in the cache. What failed once is not tried again: the next asker would wait for the time-out, too."""
        if self._failed is not None:
            raise VoiceError(self._failed)
        try:
            return self._spoken(line, said)
        except VoiceError as error:
            self._failed = error.message
            raise

    def close(self) -> None:
        """End a rendering that goes on in another thread, which then gets a VoiceError."""
        self._children.close()

    def _spoken(self, line: Line, said: str) -> Sound:
        """Render until the length is right, or as near as it gets."""
        wanted = max(1, chars(line.text)) / line.pace * 60
        rate = round(100 * (line.pace / EVEN) ** (1 / BEND))
        tried: dict[int, Sound] = {}
        while len(tried) < MOST:
            rate = min(FASTEST, max(SLOWEST, rate))
            if rate in tried:
                break
            tried[rate] = self._render(line, said, rate, wanted)
            ratio = tried[rate].seconds / wanted
            if abs(ratio - 1) <= NEAR:
                break
            rate = round(rate * ratio ** (1 / BEND))
        best = min(tried.values(), key=lambda sound: abs(sound.seconds - wanted))
        return Sound(_padded(levelled(best.samples), best.rate), best.rate)

    def _render(self, line: Line, said: str, rate: int, wanted: float) -> Sound:
        """One rendering without the silence around it; `wanted` in seconds."""
        with tempfile.TemporaryDirectory(prefix="trainer-voice-") as folder:
            file = Path(folder) / ("line.aiff" if self._platform == "darwin" else "line.wav")
            request = {
                "text": numbers_in_words(line.text),
                "pinyin": said,
                "sex": line.voice,
                "rate": rate,
                "file": str(file),
            }
            try:
                answer = self._children.ask(request)
            except ChildError as error:
                raise VoiceError(_FAULTS[error.kind]) from error
            if not answer.get("ok"):
                raise VoiceError(self._told(str(answer.get("error")), str(answer.get("detail", ""))))
            sound = _read(file)
        shortest = max(wanted / ODD, len(said.split()) * FASTER)
        if sound is None or not shortest <= sound.seconds <= 1 + wanted * ODD:
            raise VoiceError(_FAULTS["odd"])
        return sound

    def _told(self, kind: str, detail: str) -> str:
        """The sentence for a fault the child reports."""
        if kind == "no_chinese":
            return _NO_CHINESE.get(self._platform, _NO_CHINESE["linux"])
        if kind in _FAULTS:
            return _FAULTS[kind]
        return f"合成声音的引擎出错了（{detail[:80]}），台词先只显示在屏幕上。看怎么修：trainer doctor"

    def _key(self, line: Line, said: str) -> str:
        """Everything that makes it sound different."""
        parts = (RECIPE, self._platform, _version(), line.voice, line.pace, line.text, said)
        return sha256(json.dumps(parts).encode("ascii")).hexdigest()[:40]


_ON_SCREEN = "台词先只显示在屏幕上。"
_FAULTS = {
    "no_library": f"没装好 pyttsx3，{_ON_SCREEN}请运行：{sys.executable} -m pip install pyttsx3",
    "no_espeak": f"系统里没有 espeak-ng，{_ON_SCREEN}请运行：sudo apt-get install espeak-ng",
    "hung": f"合成声音的引擎没有反应，已经停掉，{_ON_SCREEN}看怎么修：trainer doctor",
    "died": f"合成声音的程序意外退出了，{_ON_SCREEN}看怎么修：trainer doctor",
    "closed": f"朗读已经停止，{_ON_SCREEN}",
    "odd": f"合成出来的声音不对（没有声音，或者长短不对），{_ON_SCREEN}看怎么修：trainer doctor",
}
_NO_CHINESE = {
    "linux": f"espeak-ng 太旧，不会说普通话，{_ON_SCREEN}请运行：sudo apt-get install --only-upgrade espeak-ng",
    "win32": f"Windows 里没有中文语音，{_ON_SCREEN}请到“设置 → 时间和语言 → 语音”里添加“中文（简体，中国）”语音包。",
    "darwin": f"系统里没有中文语音，{_ON_SCREEN}请到“系统设置 → 辅助功能 → 朗读内容 → 系统声音”里添加一个普通话声音。",
}


def _read(file: Path) -> Sound | None:
    """The rendered speech; None where the file is missing, broken or silent."""
    import soundfile

    try:
        frames, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except (OSError, RuntimeError, ValueError, TypeError):
        return None
    samples: Samples = sounding(frames[:, 0], rate)
    return Sound(samples, rate) if len(samples) else None


def _padded(samples: Samples, rate: int) -> Samples:
    import numpy as np

    return np.pad(samples, (0, max(0, round(SHORTEST * rate) - len(samples))))


def _version() -> str:
    try:
        return version("pyttsx3")
    except PackageNotFoundError:
        return ""
