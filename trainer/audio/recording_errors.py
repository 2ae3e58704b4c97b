"""Messages about recordings that cannot be used: which file, what is wrong, what to do next."""

from __future__ import annotations

from pathlib import Path

from trainer.audio import file_type
from trainer.errors import reason

EXPORT = "请从录音系统重新导出一次（推荐 wav 或 flac）。"
_NAMES = {
    file_type.M4A: "m4a（AAC）",
    file_type.WMA: "wma",
    file_type.AMR: "amr",
    file_type.AAC: "aac",
    file_type.WEBM: "webm/mkv",
    file_type.THREE_GP: "3gp",
    file_type.AVI: "avi（视频）",
    file_type.FLV: "flv（视频）",
    file_type.TS: "ts（视频）",
    file_type.AC3: "ac3",
}


def missing(path: Path) -> str:
    """No such file."""
    return f"找不到录音 {path}。请检查文件名和文件夹。"


def is_folder(path: Path) -> str:
    """A directory."""
    return f"{path} 是文件夹，不是录音。请写出录音文件，例如 {path / '录音.wav'}。"


def unreadable(path: Path, error: Exception) -> str:
    """No permission, a bad name, a failing disk."""
    return f"读不了录音 {path}（{reason(error)}）。请检查文件权限，或把文件复制到本机再试。"


def empty(path: Path) -> str:
    """Zero bytes."""
    return f"录音 {path} 是空文件（0 字节），可能没有录成功或没有复制完。{EXPORT}"


def no_sound(path: Path) -> str:
    """A good header and no samples."""
    return f"录音 {path} 里没有声音数据（只有文件头），可能录音中断了。{EXPORT}"


def too_short(path: Path, seconds: float) -> str:
    """Under 0.3 s."""
    return f"录音 {path} 太短：只有 {seconds:.2f} 秒，至少要 0.3 秒。请确认选对了文件。"


def not_finite(path: Path, second: float) -> str:
    """NaN or infinity among float samples; `second` is where the block begins."""
    return f"录音 {path} 的数据坏了：约第 {second:.0f} 秒后有不是数字的采样（NaN 或无穷大）。{EXPORT}"


def truncated(path: Path, expected: float, found: float) -> str:
    """Less sound than the header promises (seconds)."""
    return (
        f"录音 {path} 不完整：文件头说有 {expected:.1f} 秒，实际只有 {found:.1f} 秒，可能没有复制完。请重新复制或导出。"
    )


def damaged(path: Path, kind: str) -> str:
    """The decoder gave up."""
    if kind == file_type.TEXT:
        return f"{path} 不是录音：内容是文字，只是文件名像录音。请选真正的录音文件。"
    if kind == file_type.UNKNOWN:
        return f"认不出 {path} 的录音格式。能读 wav、flac、ogg、opus、mp3；无文件头的裸数据请用 --raw 说明格式。"
    return f"录音 {path} 打不开：内容是 {kind}，但文件头或数据已损坏（可能没有复制完）。{EXPORT}"


def needs_media(path: Path, kind: str) -> str:
    """A format that only PyAV reads, and PyAV is not there."""
    named = "" if path.suffix.lower().lstrip(".") == kind else "（看内容，不看文件名）"
    return f"录音 {path} 是 {_NAMES[kind]} 格式{named}，还没有装读它的组件。请运行：pip install av，或先转成 wav 再试。"


def needs_codec(path: Path, codec: str) -> str:
    """A container that is read, with sound inside that only PyAV reads, and PyAV is not there."""
    return f"录音 {path} 里的声音是 {codec} 编码，还没有装读它的组件。请运行：pip install av，或导出 PCM 的 wav。"


def odd_codec(path: Path, codec: str) -> str:
    """A codec that PyAV could not read either."""
    return f"录音 {path} 里的声音是 {codec} 编码，读不出来。请从录音系统导出 PCM 的 wav，或先用别的软件转成 wav。"


def media_damaged(path: Path, kind: str) -> str:
    """PyAV gave up."""
    return f"录音 {path} 是 {_NAMES[kind]} 格式，但数据已损坏或不完整，读不出来。{EXPORT}"


def odd_channels(path: Path, count: int) -> str:
    """A broken header, most likely."""
    return f"录音 {path} 的文件头说有 {count} 个声道，不合理，文件可能坏了。{EXPORT}"


def odd_rate(path: Path, rate: int, rates: tuple[int, int]) -> str:
    """A broken header, or a slip in --raw; `rates`: the least and the most that may be, in Hz."""
    return f"录音 {path} 的采样率是 {rate} Hz，不合理（能读 {rates[0]} 到 {rates[1]} Hz），文件头可能坏了。{EXPORT}"


def which_channel(path: str, count: int) -> str:
    """More than two channels and nobody said which one is the agent's."""
    return f"录音 {path} 有 {count} 个声道，不知道哪一个是客服。请加上 --agent-channel 1（1 到 {count} 之间的数字）。"


def no_such_channel(path: str, which: str | int, have: int) -> str:
    """The channel asked for is not there."""
    wanted = {"left": "左声道", "right": "右声道"}.get(str(which), f"第 {which} 声道")
    right = "单声道录音，请去掉 --agent-channel" if have == 1 else f"请用 left、right 或 1 到 {have} 之间的数字"
    return f"录音 {path} 没有{wanted}：它有 {have} 个声道。{right}。"
