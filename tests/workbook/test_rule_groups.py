from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from openpyxl import Workbook

from trainer.errors import TrainerError
from trainer.workbook.rule_groups import read_groups


def write(folder: Path, text: str) -> Path:
    path = folder / "评分表.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_two_columns(tmp_path):
    found = read_groups(write(tmp_path, "评分项,说明,规则\n开场,先说您好,greet.*\n\n其他,,*\n"))
    assert found.patterns == (("greet.*", "开场"), ("*", "其他"))


def test_a_workbook_and_a_table_in_the_characters_of_excel_are_the_same(tmp_path):
    book = Workbook()
    for row in (("规则", "评分项"), ("greet.*", "开场")):
        book.active.append(row)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EncodingWarning)  # openpyxl's scratch files
        book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_bytes("规则\t评分项\ngreet.*\t开场\n".encode("gb18030"))
    assert read_groups(tmp_path / "a.xlsx") == read_groups(tmp_path / "b.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "找不到“规则”和“评分项”两列"),
        ("规则,名字\na,b\n", "找不到“规则”和“评分项”两列"),
        ("规则,评分项\n", "里面还没有规则"),
        ("规则,评分项\na,\n,b\nc,d\n", ":2: “a”这一行还缺评分项。\n.*:3: “b”这一行还缺规则。"),
    ],
)
def test_mistakes_are_told_all_at_once(tmp_path, text, message):
    with pytest.raises(TrainerError, match=message):
        read_groups(write(tmp_path, text))


def test_too_many_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("trainer.workbook.rule_groups.MOST", 2)
    with pytest.raises(TrainerError, match="超过 2 行"):
        read_groups(write(tmp_path, "规则,评分项\n" + "a,b\n" * 4))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(TrainerError, match="读不了"):
        read_groups(tmp_path / "没有.csv")
