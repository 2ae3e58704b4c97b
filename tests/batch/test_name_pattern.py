from __future__ import annotations

import pytest

from trainer.batch.name_pattern import NamePattern, iso_date
from trainer.errors import SettingsError

NAMES = [
    ("{date}_{staff}_*", "录音/20261130_2031_0577.wav", {"date": "2026-11-30", "trainee": "2031"}),
    ("{date}_{staff}_*", "2026-11-30_小李_a_b.wav", {"date": "2026-11-30", "trainee": "小李"}),
    ("{坐席}-{日期}*", "2031-20261130101500.wav", {"date": "2026-11-30", "trainee": "2031"}),
    ("*_{staff}", "x_y_2031.mp3", {"trainee": "2031"}),
    ("{date}_{staff}_*", "20261130_2031.wav", {}),
    ("{date}_{staff}_*", "20261340_2031_1.wav", {}),
    ("{date}_{staff}_*", "abc.wav", {}),
    ("{date}_{staff}_*", "20261130_ _1.wav", {}),
]


@pytest.mark.parametrize(("pattern", "name", "told"), NAMES)
def test_what_a_name_tells(pattern: str, name: str, told: dict[str, str]) -> None:
    assert NamePattern(pattern).read(name) == told


WRONG = [
    ("{day}_*", "{day} 不认识"),
    ("{date}{date}", "{date} 写了两次"),
    ("*.wav", "里要有 {date}"),
    ("{staff}{工号}", "{工号} 写了两次"),
]


@pytest.mark.parametrize(("pattern", "message"), WRONG)
def test_a_pattern_that_is_none(pattern: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        NamePattern(pattern)


DATES = [
    ("2026-11-30", "2026-11-30"),
    ("2026/1/3", "2026-01-03"),
    ("2026年11月30日", "2026-11-30"),
    ("20261130", "2026-11-30"),
    ("2026-11-30 10:15", "2026-11-30"),
    ("2026-02-30", None),
    ("昨天", None),
    ("123456789", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "date"), DATES)
def test_dates(text: str, date: str | None) -> None:
    assert iso_date(text) == date
