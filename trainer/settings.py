"""The user's own settings: `trainer.toml` in this folder, else in the user's configuration folder."""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import tomlkit

from trainer import atomic, folders, lock, regular_file
from trainer.errors import SettingsError, nearest, reason
from trainer.text.template import slot_fault
from trainer.visible import code, one_line, steering

FILE = "trainer.toml"
ALIASES: Mapping[str, str] = {
    "姓名": "name",
    "工号": "staff_number",
    "公司": "company",
    "方式": "by",
    "语音": "voice",
    "键盘": "keyboard",
    "麦克风": "device",
    "扬声器": "speaker",
    "停顿": "pause",
    "录音保留天数": "keep_recordings_days",
    "数据文件夹": "data_folder",
    "情景文件夹": "scenarios",
    "评分表": "groups",
    "模式": "mode",
    "练习": "practice",
    "考核": "exam",
}
SLOTS: Mapping[str, str] = {"name": "姓名", "staff_number": "工号", "company": "公司"}
KEYS = (
    "name", "staff_number", "company", "by", "device", "speaker", "pause", "keep_recordings_days", "data_folder",
    "scenarios", "groups", "mode", "slots",
)  # fmt: skip

PracticeMode = Literal["practice", "exam"]
Way = Literal["voice", "keyboard"]

MOST_BYTES = 100_000  # of the file
PAUSES = 0.8, 10.0  # s; shorter cuts replies off, longer makes everybody wait


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user set; everything has a default."""

    slots: Mapping[str, str] = field(default_factory=dict)  # slot name → the user's own value
    by: Way | None = None  # None: by voice where that works
    device: str | None = None  # microphone, by (part of) its name
    speaker: str | None = None  # loudspeaker or headphones, by (part of) its name
    pause: float = 2.5  # s of silence that end a spoken reply
    keep_recordings_days: int = 30  # 0: spoken replies are not kept
    data_folder: Path = field(default_factory=folders.data)
    scenarios: Path | None = None  # where the user's own scenarios are; None: in the data folder
    groups: Path | None = None  # the company's own groups of rules, a table (workbook/rule_groups.py)
    mode: PracticeMode = "practice"
    path: Path | None = None  # the file it was read from

    @property
    def trainee(self) -> str | None:
        """The name results are kept under."""
        return self.slots.get("姓名")

    @property
    def own_scenarios(self) -> Path:
        """The folder of the user's own scenarios: what is there takes the place of the library's."""
        return self.scenarios or self.data_folder / "scenarios"


def find(folder: Path | None = None) -> Path | None:
    """The settings file in force, or None."""
    here = (folder or Path.cwd()) / FILE
    home = folders.config() / FILE
    return next((path for path in (here, home) if path.is_file()), None)


def load(path: Path | None = None) -> Settings:
    """The settings; the defaults where there is no file. Raises SettingsError with every problem at once."""
    path = path or find()
    if path is None:
        return Settings()
    try:
        raw = regular_file.read(path, MOST_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: 这个文件不是 UTF-8 编码。请用编辑器另存为 UTF-8。") from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: 打不开：{reason(error)}。") from error
    if len(raw) > MOST_BYTES:
        raise SettingsError(f"{path}: 文件太大，设置不会超过 {MOST_BYTES // 1000} KB。请看看是不是放错了文件。")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(_syntax(path, text, error)) from error
    return _Reader(path, text, data).settings()


def remember(path: Path | None = None, **values: str | int | float | None) -> Path:
    """Write settings into the file in force and leave everything else in it as it is; None takes a setting out.

    Without a file one is made in the user's configuration folder. Only the user may read it from then on. Gives the
    file's path. Raises SettingsError where the file has mistakes or cannot be written.
    """
    path = path or find() or folders.config() / FILE
    try:
        if path.parent == folders.config():
            folders.make_private(path.parent)
        target = path.resolve()
        with lock.held(target.with_name(f".{FILE}.lock"), lock.WRITING):
            _change(path, target, values)
    except lock.BusyError as error:
        raise SettingsError(f"{path}: 另一个窗口正在写这个文件，这次没有写。请再试一次。") from error
    except OSError as error:
        raise SettingsError(f"{path}: 写不进去：{reason(error)}。请检查文件夹的权限。") from error
    return path


def _change(path: Path, target: Path, values: Mapping[str, str | int | float | None]) -> None:
    """Read, change, write: nobody else may write in between. Raises SettingsError, OSError."""
    raw = b""
    if path.exists():
        load(path)
        raw = path.read_bytes()
    document = tomlkit.parse(raw.decode("utf-8-sig"))
    for name, value in values.items():
        key = next((key for key in document if ALIASES.get(key, key) == name), name)
        if value is not None:
            document[key] = value
        elif key in document:
            del document[key]
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    atomic.write(target, mark + tomlkit.dumps(document).encode(), private=True)


def parse_slots(pairs: Iterable[str]) -> dict[str, str]:
    """`--slot 公司=海棠苑` … as a mapping. Raises SettingsError with every problem at once."""
    slots, problems = {}, []
    for pair in pairs:
        key, sign, value = pair.replace("\uff1d", "=", 1).partition("=")
        if sign and key.strip() and value.strip():
            slots[key.strip()] = value.strip()
        else:
            problems.append(f"--slot {pair}: 要写成 名称=内容，例如 --slot 公司=海棠苑")
    if problems:
        raise SettingsError("\n".join(problems))
    return slots


def check_slots(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise SettingsError where a given slot is none of the scenario's."""
    names = tuple(known)
    problems = [f"这个情景里没有“{one_line(key)}”这一项{_nearest(key, names)}" for key in given if key not in names]
    if problems:
        raise SettingsError("\n".join(problems))


class _Reader:
    """Reads the parsed file key by key and collects what does not fit."""

    def __init__(self, path: Path, text: str, data: Mapping[str, Any]) -> None:
        self.path, self.text, self.problems = path, text, list[tuple[int, str]]()
        self.data: dict[str, Any] = {}
        for key, value in data.items():
            name = ALIASES.get(key, key)
            if name not in KEYS:
                self.problem(key, f"没有“{one_line(key)}”这个设置{_nearest(key, KEYS, ALIASES)}")
            elif name in self.data:
                self.problem(key, f"“{key}”和前面的设置重复了")
            else:
                self.data[name] = value

    def settings(self) -> Settings:
        """All of it, or every problem at once."""
        slots = self.slots()
        device, speaker = self.word("device"), self.word("speaker")
        folder, scenarios, groups = self.below("data_folder"), self.below("scenarios"), self.below("groups")
        mode = self.one_of("mode", {"practice": "练习", "exam": "考核"})
        by = self.one_of("by", {"voice": "语音", "keyboard": "键盘"})
        days, pause = self.days(), self.pause()
        if self.problems:
            raise SettingsError("\n".join(text for _, text in sorted(self.problems)))
        default = Settings()
        return Settings(
            slots=slots,
            device=device,
            speaker=speaker,
            data_folder=folder or default.data_folder,
            scenarios=scenarios,
            groups=groups,
            mode=cast(PracticeMode, mode or "practice"),
            by=cast(Way | None, by),
            keep_recordings_days=default.keep_recordings_days if days is None else days,
            pause=default.pause if pause is None else pause,
            path=self.path,
        )

    def slots(self) -> dict[str, str]:
        """name, staff_number, company, and the table `[slots]`."""
        table = self.data.get("slots", {})
        if not isinstance(table, dict):
            self.problem("slots", 'slots 要写成一张表：[slots] 下面每行 名称 = "内容"')
            table = {}
        slots = {slot: value for key, slot in SLOTS.items() if (value := self.word(key)) is not None}
        for key, value in table.items():
            if (word := self.word(key, value)) is not None:
                slots[key] = word
        for slot, value in slots.items():
            key = next((key for key, name in SLOTS.items() if name == slot and key in self.data), slot)
            if (fault := slot_fault(slot, value)) is not None:
                self.problem(key, fault)
        return slots

    def word(self, key: str, value: Any = None) -> str | None:
        """A setting that is text; None where it is absent or empty."""
        value = self.data.get(key) if value is None else value
        if isinstance(value, str) or value is None:
            word = (value or "").strip()
            if sign := steering(word):
                self.problem(key, f"{one_line(key)} 里有看不见的字符 {code(sign)}，请删掉")
                return None
            return word or None
        self.problem(key, f'{key} 要加引号写成文字，例如 {key} = "{value}"')
        return None

    def below(self, key: str) -> Path | None:
        """A file or folder, below the settings file's own where it is no whole path; None where it is absent."""
        word = self.word(key)
        if word is None:
            return None
        try:
            return self.path.parent / Path(word).expanduser()
        except RuntimeError:  # ~somebody, who has no account here
            self.problem(key, f"{key} 里 ~ 后面的用户不在这台电脑上；自己的文件夹写成 ~/ 开头")
            return None

    def pause(self) -> float | None:
        """Seconds; None where it is absent."""
        value = self.data.get("pause")
        low, high = PAUSES
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        self.problem("pause", f"pause 是停多少秒算说完，写 {low:g} 到 {high:g} 的数字，例如 pause = 2.5")
        return None

    def days(self) -> int | None:
        """A whole number of days; None where it is absent."""
        value = self.data.get("keep_recordings_days")
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 3650:
            return value
        message = "keep_recordings_days 是录音保留几天，写整数，例如 keep_recordings_days = 30；0 是不留"
        self.problem("keep_recordings_days", message)
        return None

    def one_of(self, key: str, allowed: Mapping[str, str]) -> str | None:
        """A setting that is one of a few words, in English or Chinese; None where it is absent."""
        word = self.word(key)
        value = ALIASES.get(word or "", word)
        if value is not None and value not in allowed:
            choices = "或 ".join(f"{english}（{chinese}）" for english, chinese in allowed.items())
            self.problem(key, f"{key} 只能是 {choices}，这里写的是“{word}”")
        return value

    def problem(self, key: str, message: str) -> None:
        """Remember one mistake with the line it stands on."""
        names = {key, *(alias for alias, name in ALIASES.items() if name == key)}
        for number, line in enumerate(self.text.splitlines(), 1):
            head = line.split("=")[0].strip().strip("[]\"'")
            if head in names:
                self.problems.append((number, f"{self.path}:{number}:1: {message}"))
                return
        self.problems.append((0, f"{self.path}: {message}"))


def _syntax(path: Path, text: str, error: Exception) -> str:
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place is None:
        return f'{path}: 这个文件读不懂（TOML 格式）。每行写成 name = "小王"。'
    number = int(place[1])
    line = text.splitlines()[number - 1] if number <= len(text.splitlines()) else ""
    advice = '每行写成 name = "小王"'
    if re.match(r"\s*[^\x00-\x7f]", line):
        advice = '中文的名称要加引号，例如 "姓名" = "小王"'
    elif re.search("[“”\uff1d]", line):
        advice = '引号和等号要用英文的，例如 name = "小王"'
    return f"{path}:{number}:{place[2]}: 这一行读不懂（TOML 格式）。{advice}。"


def _nearest(key: str, known: Iterable[str], also: Iterable[str] = ()) -> str:
    names = tuple(known)
    near = nearest(key, (*names, *also))
    return f"，是不是 {near}？" if near else f"；可以写的有：{'、'.join(names)}" if names else ""
