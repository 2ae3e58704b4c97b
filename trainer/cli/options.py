"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from trainer.errors import ScenarioError, SettingsError, TrainerError
from trainer.output.encoding import for_programs
from trainer.recognition import ENGINES

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.audio.decode import Channel
    from trainer.audio.readers import Raw

_CODINGS = {
    "alaw": "ALAW",
    "ulaw": "ULAW",
    "mulaw": "ULAW",
    "pcm16": "PCM_16",
    "pcm_16": "PCM_16",
    "gsm": "GSM610",
    "vox": "VOX_ADPCM",
    "g722": "G722",
}
_RATES = {"gsm": (8000,), "vox": (8000, 6000), "g722": (16000,)}  # Hz; these codecs know no other, and one channel

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def agent_channel_option(command: Decorated) -> Decorated:
    """`--agent-channel`."""
    return click.option(
        "--agent-channel",
        metavar="声道",
        help="客服在哪个声道：left（左，默认）、right（右），或从 1 数起的编号",
    )(command)


def engine_options(command: Decorated) -> Decorated:
    """`--engine` and `--model`."""
    command = click.option("--model", metavar="名称", help="用哪个已安装的语音模型")(command)
    choice = click.Choice(ENGINES)
    return click.option("--engine", type=choice, default="auto", help="用哪个识别引擎；不写时自动选")(command)


def json_option(help: str) -> Callable[[Decorated], Decorated]:
    """`--json`: what goes to stdout is UTF-8 on every system."""
    return click.option("--json", "as_json", is_flag=True, callback=in_utf8, help=help)


def in_utf8(_context: click.Context, _option: click.Parameter, given: bool) -> bool:
    """The callback of a flag that asks for JSON."""
    if given:
        for_programs()
    return given


def raw_option(command: Decorated) -> Decorated:
    """`--raw`."""
    return click.option("--raw", metavar="格式", help="没有文件头的录音：编码,采样率,声道数，例如 alaw,8000,1")(command)


def own_folders() -> tuple[Path, ...]:
    """Where the user's own scenarios are: those win over the library's. Raises SettingsError."""
    from trainer import settings

    return (settings.load().own_scenarios,)


def find(name: str) -> Path:
    """The scenario file of that name or path, one's own first. Raises TrainerError that offers the nearest name."""
    from trainer.scenario.library import find_scenario

    try:
        return find_scenario(name, own_folders())
    except ScenarioError as error:  # the name came from the command line: it has no line and no column
        problem = error.problems[0]
        raise TrainerError(f"{problem.path}：{problem.message}\n看有哪些情景：trainer list") from error


def parse_channel(text: str | None) -> Channel | None:
    """left, right or a number from 1. Raises SettingsError."""
    if text is None:
        return None
    from trainer.audio.decode import named_channel

    channel = named_channel(text)
    if channel is not None:
        return channel
    raise SettingsError(f"--agent-channel 只能写 left、right 或从 1 数起的编号，这里写的是“{text}”。")


def parse_raw(text: str | None) -> Raw | None:
    """The shape of headerless files: `alaw,8000,1`. Raises SettingsError."""
    if text is None:
        return None
    from trainer.audio.readers import Raw

    coding, _, rest = text.lower().partition(",")
    rate, _, channels = rest.partition(",")
    numbers = [number for number in (rate, channels or "1") if number.isdecimal() and int(number) > 0]
    if coding not in _CODINGS or len(numbers) < 2:
        raise SettingsError(
            "--raw 要写 编码,采样率,声道数，例如 alaw,8000,1"
            f"（编码：alaw、ulaw、pcm16、gsm、vox、g722），这里写的是“{text}”。"
        )
    shape = Raw(rate=int(rate), channels=int(channels or "1"), subtype=_CODINGS[coding])
    only = _RATES.get(coding)
    if only and (shape.rate not in only or shape.channels != 1):
        right = "或 ".join(f"{coding},{one},1" for one in only)
        raise SettingsError(f"{coding} 编码只有单声道的：--raw 请写 {right}，这里写的是“{text}”。")
    return shape
