from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from evaluations import measured

from trainer.batch.evaluate import Reading
from trainer.batch.evaluation_text import Evaluated, best, heading, lines, markdown, share, to_json
from trainer.recognition.evaluation import Evaluation, Share
from trainer.recognition.installed import Installed, needed_files

READINGS = (
    Reading("/r/a.wav", "您好，请讲", "您好，請講話", 1, 4, 90.0, 9.0, "cpu"),
    Reading("/r/b\u202e.wav", "再见", "", 2, 2, 5.0, 1.0, "cpu"),
    Reading("/r/c.wav", "好的", "好的", 0, 2, 5.0, 1.0, "cpu"),
)


@pytest.fixture
def found(tmp_path: Path) -> Evaluation:
    model = Installed("whisper-base", "whisper", "multi", tmp_path)
    for name in needed_files("whisper", tmp_path):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return measured(model)


def test_figures_and_the_worst_recordings(found: Evaluation) -> None:
    assert list(lines(Evaluated(found, READINGS))) == [
        "whisper-base",
        "  字错率  10.0%（95% 的把握在 5.0% 到 20.0% 之间）：200 个字错了 20 个",
        "  用时    一分钟录音要 12 秒",
        "  话术    说了 10 句，听出 9 句：90.0%（95% 的把握在 80.0% 到 100.0% 之间）",
        "          听出 0 句",
        "  听错最多的 2 段：",
        "   1. b‹U+202E›.wav  100.0%",
        "    原话：再见",
        "    听成：（什么也没听到）",
        "   2. a.wav  25.0%",
        "    原话：您好，请讲",
        "    听成：您好，请讲话",
    ]


def test_few_recordings_and_an_untuned_model_are_told(found: Evaluation) -> None:
    few = replace(found, model="whisper-x", recordings=2, scenario=None, cer=Share(0.0, None, None, 0, 4))
    told = list(lines(Evaluated(few, READINGS[2:])))
    assert told[1] == "  字错率  0.0%：4 个字错了 0 个"
    assert "只有 2 段录音" in told[3]
    assert "还没有调过" in told[4]
    assert len(told) == 5


def test_how_much_was_measured() -> None:
    assert heading(READINGS) == "3 段录音，长 1:40，文字稿 8 个字。"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (Share(0.1, 0.08, 0.12), Share(0.2, 0.15, 0.25), "最准的是 whisper-base。"),
        (Share(0.1, 0.08, 0.16), Share(0.2, 0.15, 0.25), "whisper-base 字错率最低，但和 x 差得不多，说不准谁更好。"),
        (Share(0.1), Share(0.2), "whisper-base 字错率最低，但和 x 差得不多，说不准谁更好。"),
    ],
)
def test_the_best_is_told_as_surely_as_it_is_known(found: Evaluation, first: Share, second: Share, told: str) -> None:
    assert best([replace(found, model="x", cer=second), replace(found, cer=first)]) == told


def test_rows_for_the_record(found: Evaluation) -> None:
    assert list(markdown(found)) == [
        "| CER whisper-base | 0.100 |  | [0.050–0.200], 10 recordings, 60 s, bootstrap over recordings |",
        "| RTF whisper-base | 0.200 |  | faster-whisper 1, cpu |",
        "| wordings of s: recall whisper-base | 0.900 |  | [0.800–1.000], 9 of 10 |",
    ]


def test_json_holds_the_worst(found: Evaluation) -> None:
    data = to_json(Evaluated(found, READINGS))
    assert data["cer"]["value"] == 0.1
    assert [one["cer"] for one in data["worst"]] == [1.0, 0.25]


def test_a_share_without_an_interval() -> None:
    assert share(Share(0.1234)) == "12.3%"
