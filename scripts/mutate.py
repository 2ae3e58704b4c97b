"""Files with random damage, of every format that comes from outside: the same dice give the same bytes."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

Blow = Callable[[bytes, random.Random], bytes]

FULL_WIDTH = {":": "：", ",": "，", "[": "［", "]": "］", "{": "｛", "}": "｝", '"': "“", " ": "\u3000", "-": "－"}  # noqa: RUF001
WORDS = (
    *("required", "turns", "id", "&a", "*a", "!!int", "---", "...", "<<", "|", ">", "'", '"', "{", "[", "null", "~"),
    *("0x1F", "{公司}", "<致歉>", "您好：", "\x07"),
)
ODD_NUMBERS = (0, 1, -1, 2, 127, 255, 256, 4095, 32767, 65535, 2**31 - 1, 2**31, 2**32 - 1, 2**63, 10**30)
ODD_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        "",
        "……",
        "\0",
        "\x1b[2J",
        "~nosuchuser/x",
        "0001-01-01T00:00:00",
        "1e999999999",
        "您好" * 5_000,
    ),
    *([], {}, [[[[]]]], {"a": {}}, 1e308, -1e308, 0.1, float("nan"), float("inf"), *ODD_NUMBERS),
)


def damage(kind: str, data: bytes, dice: random.Random) -> bytes:
    """The file after one to three blows. `kind`: a key of BLOWS."""
    for _ in range(dice.randint(1, 3)):
        data = dice.choice(BLOWS[kind])(data, dice)
    return data


def _on_lines(change: Callable[[list[bytes], int, random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    def blow(data: bytes, dice: random.Random) -> bytes:
        lines = data.split(b"\n")
        change(lines, dice.randrange(len(lines)), dice)
        return b"\n".join(lines)

    return blow


def _delete(lines: list[bytes], at: int, dice: random.Random) -> None:
    del lines[at]


def _double(lines: list[bytes], at: int, dice: random.Random) -> None:
    lines.insert(dice.randrange(len(lines) + 1), lines[at])


def _swap(lines: list[bytes], at: int, dice: random.Random) -> None:
    other = dice.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _indent(lines: list[bytes], at: int, dice: random.Random) -> None:
    body = lines[at].lstrip()
    width = max(0, len(lines[at]) - len(body) + dice.choice((-4, -2, -1, 1, 2, 4)))
    lines[at] = dice.choice((b" " * width, b"\t", b" " * width + b"\t")) + body


def _cut_line(lines: list[bytes], at: int, dice: random.Random) -> None:
    lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]


def _empty_value(lines: list[bytes], at: int, dice: random.Random) -> None:
    lines[at] = lines[at].split(b":")[0] + b":"


def _full_width(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    places = [index for index, char in enumerate(text) if char in FULL_WIDTH]
    if not places:
        return data
    at = dice.choice(places)
    return (text[:at] + FULL_WIDTH[text[at]] + text[at + 1 :]).encode("utf-8", "surrogateescape")


def _word(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1
    return data[:at] + dice.choice(WORDS).encode() + data[at:]


def _bytes(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    while dice.random() < 0.8 and at < len(data) and data[at] & 0xC0 == 0x80:  # mostly not inside a character
        at += 1
    if dice.random() < 0.7:
        return data[:at] + chr(dice.randint(32, 0x9FFF)).encode() + data[at:]
    return data[:at] + dice.randbytes(dice.randint(1, 4)) + data[at + dice.randint(0, 4) :]


def _truncate(data: bytes, dice: random.Random) -> bytes:
    cut = data[: dice.randrange(len(data) + 1)]
    return cut if dice.random() < 0.2 else cut.decode("utf-8", "ignore").encode("utf-8")


def _letters(data: bytes, dice: random.Random) -> bytes:
    """Two neighbouring characters change places."""
    text = data.decode("utf-8", "surrogateescape")
    if len(text) < 2:
        return data
    at = dice.randrange(len(text) - 1)
    return (text[:at] + text[at + 1] + text[at] + text[at + 2 :]).encode("utf-8", "surrogateescape")


def _gbk(data: bytes, dice: random.Random) -> bytes:
    return data.decode("utf-8", "ignore").encode("gb18030")


_TEXT: tuple[Blow, ...] = (
    _on_lines(_delete),
    _on_lines(_double),
    _on_lines(_swap),
    _on_lines(_indent),
    _on_lines(_cut_line),
    _on_lines(_empty_value),
    _full_width,
    _full_width,
    _word,
    _bytes,
    _truncate,
    _letters,
    _letters,
    _gbk,
)


def _flip(data: bytes, dice: random.Random) -> bytes:
    """Some bytes become others, often near the beginning, where the headers are."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        if changed:
            changed[dice.randrange(min(len(changed), dice.choice((64, 512, len(changed)))))] = dice.randrange(256)
    return bytes(changed)


def _number(data: bytes, dice: random.Random) -> bytes:
    """A field of a header holds an odd number."""
    shape = dice.choice(("<H", "<I", ">I", "<Q"))
    room = min(len(data), dice.choice((64, 128, len(data)))) - struct.calcsize(shape)
    if room < 0:
        return data
    at, number = dice.randint(0, room), dice.choice(ODD_NUMBERS) % 2 ** (8 * struct.calcsize(shape))
    return data[:at] + struct.pack(shape, number) + data[at + struct.calcsize(shape) :]


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _repeat(data: bytes, dice: random.Random) -> bytes:
    """A stretch comes again, or many times."""
    start = dice.randrange(len(data) + 1)
    stretch = data[start : start + dice.choice((1, 8, 64, 1024))]
    return data[:start] + stretch * dice.choice((1, 2, 100, 5_000)) + data[start:]


def _drop(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + data[start + dice.choice((1, 2, 16, 1024)) :]


def _sealed(data: bytes, dice: random.Random) -> bytes:
    """Damage inside the pages of an Ogg file, with checksums that fit, so that decoders look at it."""
    pages = re.split(rb"(?=OggS)", _flip(data, dice))
    return b"".join(_seal(page) if page.startswith(b"OggS") and len(page) > 27 else page for page in pages)


def _seal(page: bytes) -> bytes:
    mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in page[:22] + bytes(4) + page[26:])
    checksum = zlib.crc32(mirrored, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return page[:22] + int(f"{checksum:032b}"[::-1], 2).to_bytes(4, "little") + page[26:]


def _json(data: bytes, dice: random.Random) -> bytes:
    """Something in it is something else, missing, deeper or there many times; a text that is no JSON is cut."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return _cut(data, dice)
    places: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, child in list(inner):
            places.append((node, key))
            waiting.append(child)
    if not places:
        return json.dumps(dice.choice(ODD_VALUES)).encode()
    node, key = dice.choice(places)
    way = dice.randrange(4)
    if way == 0:
        del node[key]
    elif way == 1 and isinstance(node, list):
        node[key:key] = [node[key]] * dice.choice((1, 10, 2_000))
    elif way == 2:
        node[key] = [node[key]]
    else:
        node[key] = dice.choice(ODD_VALUES)
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _json_text(data: bytes, dice: random.Random) -> bytes:
    return (
        data.replace(b"[", b"[" * dice.choice((2, 5_000)), 1) if dice.random() < 0.1 else dice.choice(_TEXT)(data, dice)
    )


def _toml(data: bytes, dice: random.Random) -> bytes:
    """A setting has an odd value."""
    lines = data.decode("utf-8", "replace").split("\n")
    at = dice.randrange(len(lines))
    value = dice.choice((*map(repr, ODD_NUMBERS), *map(json.dumps, ODD_VALUES), "1979-05-27", "nan", "inf", "[1, 'a']"))
    lines[at] = f"{lines[at].split('=')[0]}= {value}"
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _xml(data: bytes, dice: random.Random) -> bytes:
    """A tag is gone, there very often, or an attribute has an odd value."""
    tags = list(re.finditer(rb"<[^<>]+>", data))
    if not tags:
        return _flip(data, dice)
    tag = dice.choice(tags)
    odd = str(dice.choice((*ODD_NUMBERS, "", "x", "A1:B2", "é"))).encode()
    new = dice.choice(
        (
            b"",
            tag[0] * dice.choice((2, 20_000)),
            re.sub(rb'="[^"]*"', lambda _: b'="' + odd + b'"', tag[0], count=1),
            tag[0] + dice.choice((b"&a;", b"<![CDATA[", b"<!DOCTYPE x>", b"<!-- ", b"]]>", b"\0", odd)),
        )
    )
    return data[: tag.start()] + new + data[tag.end() :]


def _member(data: bytes, dice: random.Random) -> bytes:
    """One member of a zip is damaged, gone, there twice or called otherwise; what is no zip is damaged as a whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            members = [(info.filename, old.read(info)) for info in old.infolist()]
    except Exception:  # whatever zipfile says of damage
        return _flip(data, dice)
    if not members:
        return data
    at = dice.randrange(len(members))
    name, content = members[at]
    way = dice.randrange(6)
    if way == 0:
        del members[at]
    elif way == 1:
        members.append((dice.choice((name, "../x", "/x", "a:b", "con", name.upper(), "x" * 300)), content))
    else:
        blow = _xml if name.endswith((".xml", ".rels")) and way < 5 else dice.choice(_BYTES)
        members[at] = name, blow(content, dice)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members:
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_BYTES: tuple[Blow, ...] = (_flip, _flip, _number, _cut, _repeat, _drop)
BLOWS: Mapping[str, tuple[Blow, ...]] = {
    "yaml": _TEXT,
    "json": (_json, _json, _json, _json_text),
    "toml": (_toml, _toml, *_TEXT),
    "wav": (_number, _number, _number, *_BYTES),
    "ogg": (_sealed, _sealed, *_BYTES),
    "zip": (_member, _member, _member, *_BYTES),
}
