from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from patience import PATIENCE

from tests.voice.helpers import ROOT
from trainer.voice.child import NoChineseVoiceError, mandarin, render
from trainer.voice.process import own_command

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")


def voice(id: str, languages: list[Any], gender: str | None = None, name: str = "") -> SimpleNamespace:
    return SimpleNamespace(id=id, languages=languages, gender=gender, name=name)


HUIHUI = voice("huihui", ["zh-CN"], "Female")
KANGKANG = voice("kangkang", ["zh-CN"], None, "Microsoft Kangkang")
TINGTING = voice("tingting", ["zh_CN"], "VoiceGenderFemale")
LIMU = voice("limu", ["zh_CN"], "VoiceGenderMale")
HANHAN = voice("hanhan", ["zh-TW"], "Female")
SINJI = voice("sinji", ["zh_HK"], "VoiceGenderFemale")
DAVID = voice("david", ["en-US"], "Male")
BYTES = voice("bytes", [b"\x05cmn"], "male")
NONE = voice("none", [])


@pytest.mark.parametrize(
    ("voices", "sex", "chosen"),
    [
        ([DAVID, HUIHUI, KANGKANG], "female", "huihui"),
        ([DAVID, HUIHUI, KANGKANG], "male", "kangkang"),
        ([SINJI, HANHAN, TINGTING, LIMU], "male", "limu"),
        ([SINJI, HANHAN, TINGTING, LIMU], "female", "tingting"),
        ([DAVID, HUIHUI], "male", "huihui"),
        ([NONE, BYTES], "female", "bytes"),
        ([BYTES, HUIHUI], "male", "huihui"),
    ],
    ids=["Windows", "no sex told", "macOS", "macOS female", "the other sex", "bytes", "zh-CN first"],
)
def test_the_mandarin_voice_of_that_sex(voices, sex, chosen):
    assert mandarin(voices, sex) == chosen


@pytest.mark.parametrize("voices", [[], [DAVID], [SINJI, HANHAN], [NONE]])
def test_another_language_is_no_mandarin_voice(voices):
    with pytest.raises(NoChineseVoiceError):
        mandarin(voices, "female")


class Engine:
    """pyttsx3's engine on Windows, as far as it is used."""

    driver_name = "sapi5"

    def __init__(self, fails: Exception | None = None) -> None:
        self.set: list[tuple[str, Any]] = []
        self.fails = fails
        self.waiting: tuple[str, str] | None = None
        self.tell: Callable[..., None] = lambda **more: None

    def connect(self, topic: str, call: Callable[..., None]) -> None:
        assert topic == "error"
        self.tell = call

    def getProperty(self, name: str) -> list[SimpleNamespace]:  # noqa: N802 - pyttsx3's name
        assert name == "voices"
        return [DAVID, HUIHUI]

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802 - pyttsx3's name
        self.set.append((name, value))

    def save_to_file(self, text: str, file: str) -> None:
        self.waiting = (text, file)

    def runAndWait(self) -> None:  # noqa: N802 - pyttsx3's name
        assert self.waiting is not None
        if self.fails is not None:
            self.tell(name=None, exception=self.fails)
        Path(self.waiting[1]).write_text(self.waiting[0], encoding="utf-8")


def with_engine(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    module = ModuleType("pyttsx3")
    module.init = lambda: engine  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyttsx3", module)


def request(tmp_path: Path) -> dict[str, Any]:
    file = str(tmp_path / "line.wav")
    return {"text": "银行", "pinyin": "yin2 hang2", "sex": "female", "rate": 180, "file": file, "limit": 30}


def test_windows_and_macos_get_characters_and_a_chinese_voice(monkeypatch, tmp_path: Path):
    engine = Engine()
    with_engine(monkeypatch, engine)

    assert render(request(tmp_path)) == "huihui"
    assert engine.set == [("voice", "huihui"), ("rate", 180)]
    assert (tmp_path / "line.wav").read_text(encoding="utf-8") == "银行"


def test_an_error_told_by_callback_only_is_an_error(monkeypatch, tmp_path: Path):
    with_engine(monkeypatch, Engine(fails=ValueError("rate")))

    with pytest.raises(ValueError, match="rate"):
        render(request(tmp_path))


def run(code: str, tmp_path: Path, **more: Any) -> dict[str, Any]:
    """The child's answer after that code has run in its process."""
    start = f"import sys; sys.path.append({str(ROOT)!r})\nfrom trainer.voice import child\n{code}\nchild.main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", start],
        input=json.dumps({**request(tmp_path), **more}).encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


ABSENT = "sys.modules['pyttsx3'] = None"
NO_LIBRARY = "import ctypes\ndef fail(*a): raise OSError('no such library')\nctypes.cdll.LoadLibrary = fail"


@needs_espeak
@pytest.mark.parametrize(
    ("code", "error"),
    [
        (ABSENT, "no_library"),
        pytest.param(NO_LIBRARY, "no_espeak", marks=pytest.mark.skipif(sys.platform != "linux", reason="espeak")),
        ("child.PINYIN_VOICE = 'cmn-latn-nothing'", "no_chinese"),
        ("def fail(*a): raise child.NoChineseVoiceError\nchild.render = fail", "no_chinese"),
        ("def fail(*a): raise RuntimeError('boom')\nchild.render = fail", "engine"),
    ],
    ids=["no pyttsx3", "no espeak", "an old espeak", "no Chinese voice", "anything else"],
)
def test_what_is_missing_is_told(code, error, tmp_path: Path):
    answer = run(code, tmp_path)

    assert (answer["ok"], answer["error"]) == (False, error)


@needs_espeak
def test_the_real_child_writes_a_wav_and_answers_with_nothing_else(tmp_path: Path):
    done = subprocess.run(
        own_command(), input=json.dumps(request(tmp_path)).encode(), capture_output=True, timeout=PATIENCE, check=True
    )

    assert json.loads(done.stdout) == {"ok": True, "voice": "cmn-latn-pinyin+f3"}
    with wave.open(str(tmp_path / "line.wav")) as file:
        assert file.getnframes() / file.getframerate() > 0.3


@pytest.mark.skipif(os.name != "posix", reason="exit code of faulthandler")
def test_a_child_whose_parent_is_gone_ends_by_itself(tmp_path: Path):
    code = "import time\nchild.render = lambda request: time.sleep(600)"
    start = f"import sys; sys.path.append({str(ROOT)!r})\nfrom trainer.voice import child\n{code}\nchild.main()"

    done = subprocess.run(
        [sys.executable, "-P", "-c", start],
        input=json.dumps({**request(tmp_path), "limit": 0.2}).encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode != 0
    assert b"Timeout" in done.stderr
