"""One utterance in a process of its own: pyttsx3 loses, repeats or hangs on a second one.

A request comes as JSON on stdin: {"text", "pinyin", "sex", "rate", "file", "limit"}; the sound goes into the file,
the answer as JSON to stdout: {"ok": true, "voice"} or {"ok": false, "error", "detail"}. pyttsx3 prints to stderr.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

PINYIN_VOICE = "cmn-latn-pinyin"
VARIANTS = {"female": "+f3", "male": "+m3"}
CHINESE = ("zh-cn", "zh_cn", "zh-hans", "zh_hans", "cmn", "zh")  # best first
MALE = ("male", "kangkang", "yunxi", "yunjian", "li-mu", "limu", "han")  # in the names of voices that state no sex


class NoChineseVoiceError(LookupError):
    """The system has no voice that speaks Mandarin."""


def main() -> None:
    """Serve the one request."""
    answer_to = os.dup(1)
    os.dup2(2, 1)  # pyttsx3 prints where it saved the file
    request = json.loads(sys.stdin.buffer.read())
    faulthandler.dump_traceback_later(request["limit"], exit=True)  # ends even where nobody is left to end it
    try:
        answer: dict[str, Any] = {"ok": True, "voice": render(request)}
    except Exception as error:
        answer = {"ok": False, "error": _kind(error), "detail": f"{type(error).__name__}: {error}"}
    with os.fdopen(answer_to, "wb") as out:
        out.write(json.dumps(answer).encode("ascii"))


def render(request: Mapping[str, Any]) -> str:
    """Speak into the file; the voice that was used."""
    import pyttsx3

    engine = pyttsx3.init()
    errors: list[Exception] = []
    engine.connect("error", lambda name=None, exception=None: errors.append(exception))
    espeak = engine.driver_name == "espeak"
    if espeak:
        voice = PINYIN_VOICE + VARIANTS[request["sex"]]
    else:
        voice = mandarin(engine.getProperty("voices"), request["sex"])
    engine.setProperty("voice", voice)
    engine.setProperty("rate", request["rate"])
    if espeak:
        engine.proxy.setBusy(False)  # set them now …
        _synchronize()  # … or espeak may start at its usual rate (seen in 1.5 % of renderings)
    engine.save_to_file(request["pinyin"] if espeak else request["text"], request["file"])
    engine.runAndWait()
    if espeak:
        _synchronize()  # runAndWait may return before the file is there
    if errors:
        raise errors[0]
    return voice


def _synchronize() -> None:
    """Wait until espeak has finished."""
    from pyttsx3.drivers import _espeak

    _espeak.Synchronize()


def mandarin(voices: Iterable[Any], sex: str) -> str:
    """The id of the best Mandarin voice: of that sex where there is one. Raises NoChineseVoiceError."""
    found = sorted(
        (rank, _sex(voice) != sex, place, str(voice.id))
        for place, voice in enumerate(voices)
        for rank in [_rank(voice.languages or ())]
        if rank is not None
    )
    if not found:
        raise NoChineseVoiceError("no zh-CN voice")
    return found[0][3]


def _rank(languages: Iterable[Any]) -> int | None:
    """0 for zh-CN, more for a Chinese of no country; None for other languages, Cantonese and Taiwan included."""
    for language in languages:
        code = language.decode("utf-8", "ignore") if isinstance(language, bytes) else str(language)
        code = code.strip("\x00\x01\x02\x03\x04\x05").casefold()
        if code in CHINESE:
            return CHINESE.index(code)
    return None


def _sex(voice: Any) -> str:
    gender = str(voice.gender or "").casefold()
    if "female" in gender:
        return "female"
    if "male" in gender:
        return "male"
    return "male" if any(name in str(voice.name).casefold() for name in MALE) else "female"


def _kind(error: Exception) -> str:
    """The kind of fault, for which the parent has a sentence."""
    if isinstance(error, ModuleNotFoundError):
        return "no_library"
    if isinstance(error, NoChineseVoiceError):
        return "no_chinese"
    text = str(error).casefold()
    if "setvoicebyname" in text:  # an espeak without the pinyin voice
        return "no_chinese"
    return "no_espeak" if "espeak" in text and "installed" in text else "engine"
