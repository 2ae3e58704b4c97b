"""Which engine hears: the readable list, and the choice of `auto`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError

from trainer.errors import ModelError
from trainer.recognition import Engine
from trainer.recognition.choosing import chinese, ranked
from trainer.recognition.installed import Installed
from trainer.recognition.interface import Recogniser
from trainer.recognition.models import Models

PULL = {
    "vosk": "trainer models pull vosk-cn",
    "whisper": "trainer models pull whisper-base",
    "sensevoice": "trainer models pull sensevoice",
}


def open_recogniser(
    engine: Engine = "auto",
    model: str | None = None,
    *,
    words: bool = False,
    models: Models | None = None,
    threads: int | None = None,
) -> Recogniser:
    """Load an engine with an installed model.

    `auto` takes the tuned model, else the most accurate one that was measured here, else any (choosing.py). `model`
    names one in the models folder and then decides the engine. `words` asks Whisper for word times, which cost time
    (the others give them anyway). `threads`: how many it computes with (Vosk has one). Raises ModelError with the one
    command that helps.
    """
    return load(choose(engine, model, models or Models()), words=words, threads=threads)


def choose(engine: str, model: str | None, models: Models) -> Installed:
    """The installed model that `open_recogniser` would load. `engine`: one of ENGINES. Raises ModelError."""
    installed = models.installed()
    if model is not None:
        found = next((one for one in installed if one.name == model), None)
        if found is None:
            raise ModelError(f"没有安装语音模型 {model}。请运行：trainer models pull {model}")
        if engine not in ("auto", found.engine):
            raise ModelError(f"模型 {model} 属于 {found.engine}，不能用 {engine} 打开。请去掉 --engine 或换一个模型。")
        return found
    wanted = [one for one in chinese(installed) if engine in ("auto", one.engine)]
    if wanted:
        return ranked(wanted)[0]
    need = PULL["whisper" if engine == "auto" else engine]
    what = "" if engine == "auto" else f" {engine} 的"
    raise ModelError(f"还没有安装{what}中文语音模型。请运行：{need}")


def load(installed: Installed, *, words: bool = False, threads: int | None = None) -> Recogniser:
    """The engine with that model in memory."""
    if installed.engine == "vosk":
        from trainer.recognition.vosk import VoskRecogniser

        return VoskRecogniser(installed.folder, installed.name)
    if installed.engine == "sensevoice":
        from trainer.recognition.sensevoice import SenseVoiceRecogniser

        return SenseVoiceRecogniser(installed.folder, installed.name, threads)
    from trainer.recognition.whisper import WhisperRecogniser
    from trainer.recognition.window_decoder import WindowDecoder

    return WhisperRecogniser(WindowDecoder(installed.folder, threads), installed.name, words=words)


def package_versions(engine: str) -> str:
    """The versions of an engine's packages, without loading them. Raises ModelError where they are missing."""
    from trainer.recognition import sensevoice, vosk, window_decoder

    engines: Mapping[str, Callable[[], str]] = {
        "vosk": vosk.package_versions,
        "whisper": window_decoder.package_versions,
        "sensevoice": sensevoice.package_versions,
    }
    try:
        return engines[engine]()
    except PackageNotFoundError as error:
        raise ModelError(
            f"没有安装识别引擎 {engine} 的软件包 {error.name}。请运行：pip install {error.name}"
        ) from error
