"""`--mask`, `--no-transcript`, `--export-audio`: nothing private in whatever is written or shown."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from trainer.recognition import engines

from .helpers import trainer
from .test_score import Opened, stored

Capture = pytest.CaptureFixture[str]
SPEECH = Path(__file__).parents[1] / "data" / "calls" / "fourfold.opus"
PHONE, OTHER = "13812340008", "13912340009"
SCENARIO = """
id: s
title: 测试
kind: inbound
slots: {公司: 海棠苑}
facts: {电话: "13812340008"}
turns:
  - {id: a, cue: ring, rules: [{required: 您好}, {repeat: [电话]}, {banned: 不知道, fatal: true}]}
  - {id: b, line: 喂, rules: [{required: 再见, points: 2}]}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "录音"
    inside.mkdir()
    stored(inside, f"您好，您的电话是{OTHER}，不知道{PHONE}", "再见", name=f"20261130_{PHONE}.json")
    stored(inside, f"您好，您的电话是{PHONE}", "再见", name=f"20261130_{OTHER}.json")
    (inside / f"坏{PHONE}.json").write_text("{}", encoding="utf-8")
    return inside


def written(out: Path) -> str:
    """All that the files of a folder hold, with their names."""
    texts = []
    for path in sorted(out.rglob("*")):
        texts.append(path.name)
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                texts += [book.read(name).decode("utf-8") for name in book.namelist()]
        elif path.is_file():
            texts.append(path.read_text(encoding="utf-8-sig"))
    return "\n".join(texts)


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_masked_batch_holds_no_number(capfd: Capture, scenario: str, folder: Path, tmp_path: Path) -> None:
    words = ("score", str(folder), "-s", scenario, "--workers", "1", "--sample", "1", "--out")
    plain = trainer(capfd, *words, str(tmp_path / "明"))
    assert PHONE in written(tmp_path / "明")
    out = tmp_path / "暗"
    ran = trainer(capfd, *words, str(out), "--mask")
    assert (ran.code, plain.code) == (1, 1)
    told = written(out) + ran.out + ran.err
    assert PHONE not in told
    assert OTHER not in told
    names = {Path(one["job"]["recording"]).name for one in lines(out)}
    assert len(names) == 3
    assert sum(name.startswith("20261130_xxxxxxxxxxx~") for name in names) == 2
    again = trainer(capfd, *words, str(out), "--mask")
    assert "以前打过 2 个录音" in again.out
    assert len(lines(out)) == 3
    assert again.code == 1
    (out / "results.jsonl").unlink()
    (folder / f"坏{PHONE}.json").unlink()
    assert trainer(capfd, *words, str(out), "--mask").code == 0


def test_the_same_recording_under_another_number_has_a_line_of_its_own(
    capfd: Capture, scenario: str, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    stored(tmp_path / "in", "您好", "再见", name=f"a{PHONE}.json")
    shutil.copy(tmp_path / "in" / f"a{PHONE}.json", tmp_path / "in" / f"b{OTHER}.json")
    words = ("score", str(tmp_path / "in"), "-s", scenario, "--workers", "1", "--mask", "--out", str(tmp_path / "out"))
    for _ in range(2):
        trainer(capfd, *words)
        assert len({one["job"]["recording"] for one in lines(tmp_path / "out")}) == len(lines(tmp_path / "out")) == 2


def test_a_masked_card_on_the_screen(capfd: Capture, scenario: str, folder: Path) -> None:
    ran = trainer(capfd, "score", *map(str, sorted(folder.iterdir())), "-s", scenario, "--mask")
    assert ran.code == 1
    assert PHONE not in ran.out + ran.err
    assert OTHER not in ran.out + ran.err
    assert "成绩单" in ran.out


def test_a_masked_result_is_scored_again_without_blame(
    capfd: Capture, scenario: str, folder: Path, tmp_path: Path
) -> None:
    ran = trainer(capfd, "score", str(folder / f"20261130_{OTHER}.json"), "-s", scenario, "--mask", "--json")
    path = tmp_path / "again.json"
    path.write_text(ran.out, encoding="utf-8")
    again = json.loads(trainer(capfd, "score", str(path), "-s", scenario, "--json").out)
    assert again["call"]["masked"] is True
    assert [(one["outcome"], one["reason"]) for one in again["verdicts"]] == [
        ("met", None),
        ("not_measured", "masked"),
        ("met", None),
        ("met", None),
    ]
    assert "号码已经遮住" in trainer(capfd, "score", str(path), "-s", scenario).out


def test_without_a_transcript_no_word_is_kept(capfd: Capture, scenario: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("score", str(folder), "-s", scenario, "--workers", "1", "--no-transcript")
    trainer(capfd, *words, "--mask", "--out", str(out))
    assert "不知道" not in (out / "results.jsonl").read_text(encoding="utf-8")
    assert "您的电话" not in written(out)
    assert PHONE not in written(out)
    scored = [one for one in lines(out) if "verdicts" in one]
    assert sorted(one["total"] for one in scored) == [0, 100]
    shown = trainer(capfd, *words[:4], "--no-transcript")
    assert "您的电话" not in shown.out


def test_export_audio_writes_a_copy(
    capfd: Capture, scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "open_recogniser", Opened(f"您好，电话是{PHONE}，再见"))
    recording = shutil.copy(SPEECH, tmp_path / f"{PHONE}.opus")
    ran = trainer(capfd, "score", str(recording), "-s", scenario, "--mask", "--export-audio", str(tmp_path / "出"))
    assert PHONE not in ran.out
    (copy,) = (tmp_path / "出").iterdir()
    assert copy.name.startswith("xxxxxxxxxxx~")
