from __future__ import annotations

from pathlib import Path

import pytest
from evaluations import measured

from trainer.recognition.choosing import caveat, chinese, choose_live, preferred_for, ranked, standing_text
from trainer.recognition.evaluation import ENOUGH, write_evaluation
from trainer.recognition.installed import Installed, needed_files
from trainer.recognition.models import Models

KINDS = {"vosk-cn": ("vosk", "zh"), "vosk-ko": ("vosk", "ko"), "vosk-own-cn": ("vosk", "zh")}


@pytest.fixture
def made(tmp_path: Path):
    """`made(name, cer=…)`: an installed model of that name, measured or not."""

    def make(name: str, cer: float | None = None, recordings: int = ENOUGH) -> Installed:
        engine, language = KINDS.get(name, ("whisper", "multi"))
        model = Installed(name, engine, language, tmp_path / name)
        for file in needed_files(engine, model.folder):
            (model.folder / file).parent.mkdir(parents=True, exist_ok=True)
            (model.folder / file).write_text(file, encoding="utf-8")
        if cer is not None:
            write_evaluation(model, measured(model, cer, recordings))
        return model

    return make


def names(models) -> list[str]:
    return [one.name for one in ranked(models, has=lambda _package: True)]


def test_the_tuned_model_comes_first_however_others_were_measured(made) -> None:
    assert names([made("vosk-cn", cer=0.01), made("whisper-base"), made("whisper-small", cer=0.02)]) == [
        "whisper-base", "vosk-cn", "whisper-small",
    ]  # fmt: skip


def test_without_it_the_most_accurate_that_was_measured_here(made) -> None:
    assert names([made("vosk-cn"), made("whisper-a", cer=0.2), made("whisper-b", cer=0.1), made("whisper-c")]) == [
        "whisper-b", "whisper-a", "whisper-c", "vosk-cn",
    ]  # fmt: skip


def test_a_few_recordings_decide_nothing(made) -> None:
    few = made("whisper-b", cer=0.01, recordings=ENOUGH - 1)
    assert names([few, made("whisper-a", cer=0.2)]) == ["whisper-a", "whisper-b"]
    assert preferred_for(few) is None


def test_a_model_that_nobody_measured_is_better_than_none(made) -> None:
    assert names([made("vosk-cn")]) == ["vosk-cn"]


def test_one_whose_package_is_missing_is_the_last_resort(made) -> None:
    both = [made("whisper-base"), made("vosk-cn")]
    assert [one.name for one in ranked(both, has=lambda package: package == "vosk")] == ["vosk-cn", "whisper-base"]


def test_korean_is_no_chinese(made) -> None:
    assert names(chinese([made("vosk-ko"), made("vosk-cn")])) == ["vosk-cn"]


@pytest.mark.parametrize(
    ("there", "scored", "live"),
    [
        (["vosk-cn", "whisper-base"], "whisper-base", "vosk-cn"),
        (["vosk-ko", "whisper-base"], "whisper-base", None),
        (["vosk-cn"], "vosk-cn", None),
        (["whisper-base"], "whisper-base", None),
    ],
)
def test_live_text_comes_from_a_streaming_chinese_model(made, tmp_path: Path, there, scored, live) -> None:
    for name in there:
        made(name)
    models = Models(tmp_path)
    one = next(model for model in models.installed() if model.name == scored)
    found = choose_live(models, one, has=lambda _package: True)
    assert (found.name if found else None) == live
    assert choose_live(models, one, has=lambda _package: False) is None


def test_what_is_said_about_a_model(made) -> None:
    assert caveat(made("whisper-base")) is None
    unmeasured, here = caveat(made("vosk-cn")), caveat(made("whisper-a", cer=0.1))
    assert unmeasured is not None
    assert here is not None
    assert unmeasured.startswith("语音模型 vosk-cn 还没有调过：做到的照算")
    assert "trainer evaluate" in unmeasured
    assert here == "语音模型 whisper-a 还没有调过：做到的照算，没做到和要扣分的，都请人复核。"


def test_where_a_model_stands_in_a_few_words(made) -> None:
    assert standing_text(made("whisper-base")) == "已调好；这里没测过"
    assert standing_text(made("vosk-cn", cer=0.234)) == f"没调过；这里测过：字错率 23.4%（{ENOUGH} 段）"
