from __future__ import annotations

import json
from pathlib import Path

import pytest

from trainer.batch.said_texts import Said, read_texts
from trainer.errors import TrainerError

TURNS = [
    {"speaker": "agent", "text": "您好"},
    {"speaker": "customer", "text": "喂"},
    {"speaker": "agent", "text": "再见"},
]


def said(folder: Path, name: str = "a.wav") -> Said:
    recording = str(folder / name)
    return read_texts([recording])[recording]


def test_a_text_file_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("您好，\n再见。", encoding="utf-8-sig")
    assert said(tmp_path) == Said("您好，\n再见。", "您好，\n再见。")


def test_windows_editors_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("您好", encoding="gb18030")
    assert said(tmp_path).agent == "您好"


def test_a_row_of_a_table_in_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "other.tsv").write_text("name\tkind\nx\ty\n", encoding="utf-8")
    (tmp_path / "t.tsv").write_text("file\ttext\tvoice\n\t无名\t\na.wav\t您好“啊\tv\nb.wav\t\tv\n", encoding="utf-8")
    assert said(tmp_path).everyone == "您好“啊"
    with pytest.raises(TrainerError, match=r"b\.wav：文字稿是空的"):
        said(tmp_path, "b.wav")


def test_a_stored_call_tells_the_two_sides_apart(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"utterances": TURNS}), encoding="utf-8")
    found = said(tmp_path)
    assert found == Said("您好\n再见", "您好\n喂\n再见")
    assert (found.of(both_sides=True), found.of(both_sides=False)) == (found.agent, found.everyone)


def test_the_text_file_wins(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("文件", encoding="utf-8")
    (tmp_path / "t.tsv").write_text("file\ttext\na.wav\t表格\n", encoding="utf-8")
    assert said(tmp_path).agent == "文件"


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" 。\n", encoding="utf-8")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xff\xff")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "long.txt").write_bytes(b"a" * 4_000_001)
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    (tmp_path / "caller.json").write_text(json.dumps({"utterances": TURNS[1:2]}), encoding="utf-8")
    names = [f"{name}.wav" for name in ("none", "empty", "bytes", "folder", "long", "list", "caller")]
    with pytest.raises(TrainerError) as raised:
        read_texts([str(tmp_path / name) for name in names])
    lines = raised.value.message.splitlines()
    told = ["没有文字稿。请把说的话写进 none.txt", "是空的", "UTF-8", "读不了", "太大", "没有 utterances", "是空的"]
    assert len(lines) == len(told)
    assert all(word in line for word, line in zip(told, lines, strict=True))
