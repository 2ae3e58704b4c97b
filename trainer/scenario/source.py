"""From bytes on disk to text: size, encoding, characters that have no place in a text file."""

from __future__ import annotations

import re
from pathlib import Path

from trainer import regular_file
from trainer.errors import Problem, ScenarioError, reason

MOST_BYTES = 1_000_000
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what YAML counts as the end of a line
_UNPRINTABLE = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_text(path: Path) -> str:
    """The file's text without byte order mark. Raises ScenarioError with one located problem."""
    return decode(_bytes(path), str(path))


def decode(raw: bytes, path: str) -> str:
    """The text of those bytes; `path` is for the messages. Raises ScenarioError with one located problem."""
    if len(raw) > MOST_BYTES:
        raise _refused(path, "", f"文件有 {len(raw) / 1e6:.1f} MB，太大了；情景文件不能超过 1 MB")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(path, "", "文件是 UTF-16 编码；请在编辑器里“另存为”，编码选 UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(path, raw[: error.start].decode("utf-8-sig", "replace"), _encoding(raw)) from None
    found = _UNPRINTABLE.search(text)
    if found:
        name = "空字符（NUL）" if found[0] == "\0" else f"看不见的控制字符 U+{ord(found[0]):04X}"
        raise _refused(path, text[: found.start()], f"这里有一个{name}，请删掉")
    return text


def split_lines(text: str) -> list[str]:
    """The lines as YAML counts them, without their ends."""
    return _BREAK.split(text)


def _bytes(path: Path) -> bytes:
    try:
        return regular_file.read(path, MOST_BYTES * 4)
    except FileNotFoundError:
        raise _refused(str(path), "", "找不到这个文件") from None
    except IsADirectoryError:
        raise _refused(str(path), "", "这是文件夹，不是情景文件") from None
    except (OSError, ValueError) as error:
        raise _refused(str(path), "", f"文件打不开：{reason(error)}") from None


def _encoding(raw: bytes) -> str:
    damaged = "这里不是 UTF-8 文本，文件可能损坏；请用编辑器打开改好，再存为 UTF-8"
    others = sum(byte > 0x7F for byte in raw)
    if 3 * len(_HAN.findall(raw.decode("utf-8", "ignore"))) >= others / 2:  # by chance GBK holds a few such bytes
        return damaged
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return damaged
    return "文件是 GBK 编码；请在编辑器里“另存为”，编码选 UTF-8"


def _refused(path: str, before: str, message: str) -> ScenarioError:
    lines = split_lines(before)
    return ScenarioError((Problem(path, len(lines), len(lines[-1]) + 1, message),))
