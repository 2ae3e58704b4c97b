"""The user's own settings: `trainer.toml` in this folder, else in the user's configuration folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast

from platformdirs import user_config_path, user_data_path

from trainer.errors import SettingsError

FILE = "trainer.toml"
APP = "call-trainer"
ALIASES: Mapping[str, str] = {
    "姓名": "name",
    "工号": "staff_number",
    "公司": "company",
    "麦克风": "device",
    "数据文件夹": "data_folder",
    "模式": "mode",
    "练习": "practice",
    "考核": "exam",
}
SLOTS: Mapping[str, str] = {"name": "姓名", "staff_number": "工号", "company": "公司"}
KEYS = ("name", "staff_number", "company", "device", "data_folder", "mode", "slots")

PracticeMode = Literal["practice", "exam"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user set; everything has a default."""

    slots: Mapping[str, str] = field(default_factory=dict)  # slot name → the user's own value
    device: str | None = None  # microphone, by (part of) its name
    data_folder: Path = field(default_factory=lambda: user_data_path(APP, appauthor=False))
    mode: PracticeMode = "practice"
    path: Path | None = None  # the file it was read from

    @property
    def trainee(self) -> str | None:
        """The name results are kept under."""
        return self.slots.get("姓名")


def find(folder: Path | None = None) -> Path | None:
    """The settings file in force, or None."""
    here = (folder or Path.cwd()) / FILE
    home = user_config_path(APP, appauthor=False) / FILE
    return next((path for path in (here, home) if path.is_file()), None)


def load(path: Path | None = None) -> Settings:
    """The settings; the defaults where there is no file. Raises SettingsError with every problem at once."""
    path = path or find()
    if path is None:
        return Settings()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: 这个文件不是 UTF-8 编码。请用编辑器另存为 UTF-8。") from error
    except OSError as error:
        raise SettingsError(f"{path}: 打不开：{error.strerror or error}。") from error
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(_syntax(path, text, error)) from error
    return _Reader(path, text, data).settings()


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
    problems = [f"这个情景里没有“{key}”这一项{_nearest(key, names)}" for key in given if key not in names]
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
                self.problem(key, f"没有“{key}”这个设置{_nearest(key, KEYS, ALIASES)}")
            elif name in self.data:
                self.problem(key, f"“{key}”和前面的设置重复了")
            else:
                self.data[name] = value

    def settings(self) -> Settings:
        """All of it, or every problem at once."""
        slots = self.slots()
        device, mode, folder = self.word("device"), self.word("mode"), self.word("data_folder")
        mode = ALIASES.get(mode or "", mode)
        if mode not in (None, "practice", "exam"):
            self.problem("mode", f"mode 只能是 practice（练习）或 exam（考核），这里写的是“{mode}”")
        if self.problems:
            raise SettingsError("\n".join(text for _, text in sorted(self.problems)))
        settings = Settings(slots=slots, device=device, path=self.path)
        return Settings(
            slots=slots,
            device=device,
            data_folder=(self.path.parent / Path(folder).expanduser()) if folder else settings.data_folder,
            mode=cast(PracticeMode, mode or "practice"),
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
        return slots

    def word(self, key: str, value: Any = None) -> str | None:
        """A setting that is text; None where it is absent or empty."""
        value = self.data.get(key) if value is None else value
        if isinstance(value, str) or value is None:
            return (value or "").strip() or None
        self.problem(key, f'{key} 要加引号写成文字，例如 {key} = "{value}"')
        return None

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
    near = get_close_matches(key, (*names, *also), n=1, cutoff=0.5)
    return f"，是不是 {near[0]}？" if near else f"；可以写的有：{'、'.join(names)}" if names else ""
