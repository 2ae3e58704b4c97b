"""The reader: what it reads of a sentence, and that its weights are those of the training scripts."""

from __future__ import annotations

import importlib.util
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from trainer.scenario.load import load_pack
from trainer.text.characters import GAP
from trainer.text.sentence_reader import Weights, act_of, read, rudeness, sentences, traits, written
from trainer.text.thresholds import RUDE, THIN_GRAMS, THIN_PAIRS

ROOT = Path(__file__).resolve().parents[2]
READINGS = ROOT / "trainer" / "text" / "readings"


@pytest.fixture(scope="module")
def training() -> Any:
    return script("train_manners")


@pytest.fixture(scope="module")
def acts(training: Any) -> Any:
    return script("train_acts")


def script(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("您好。 请问您贵姓？！", ["您好", "请问您贵姓"]),
        ("好的，我记下了", ["好的，我记下了"]),
        ("……。！", []),
        ("", []),
        ("一\n二；三", ["一", "二", "三"]),
    ],
    ids=["two, with a space", "one without a mark", "marks alone", "nothing", "line and semicolon"],
)
def test_sentences_are_spans_of_the_text(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == found


def test_ngrams_know_the_ends_of_the_sentence_and_one_pause() -> None:
    grams = {trait for trait in traits("好， 的") if GAP not in trait}
    assert grams == {"好", "的", "^好", "，的", "好，", "的$", "^好，", "好，的", "，的$"}


def test_pairs_stand_apart_and_reach_over_a_pause_but_not_far() -> None:
    pairs = {trait for trait in traits("一二，三四五六七八九") if GAP in trait}
    assert {"^…二", "二…三", "二…八", "九…$"} & pairs == {"^…二", "二…三", "二…八"}
    assert not {"三…四", "二…九", "二…，"} & pairs


@pytest.mark.parametrize(
    ("one", "other"),
    [("你真行！", "您真行"), ("您真行", "「您真行」"), ("住3栋501", "住8栋12"), ("開門", "开门")],
    ids=["你 and 您", "marks around", "numbers", "traditional characters"],
)
def test_what_reads_alike_has_the_same_traits(one: str, other: str) -> None:
    assert traits(one) == traits(other)


@pytest.mark.parametrize(
    ("sentence", "grams", "pairs"),
    [("好，这", THIN_GRAMS, THIN_PAIRS), ("好，我这就给您看看这是怎么回事", 43, 59)],
    ids=["thin", "broad"],
)
def test_the_score_is_bias_and_weights_by_share(sentence: str, grams: int, pairs: int) -> None:
    weights = Weights(-1.0, 0.5, places({"^好": 4, "好": -2, "好…这": 3}))
    assert weights.log_odds(sentence) == pytest.approx(-1 + 0.5 * (2 / grams**0.5 + 3 / pairs**0.5))
    assert weights.log_odds("") == -1


def places(weights: dict[str, int], count: int = 100_003) -> bytes:
    found = bytearray(count)
    for trait, weight in weights.items():
        found[zlib.crc32(trait.encode()) % count] = weight % 256
    return bytes(found)


def test_weights_are_written_and_read_again() -> None:
    weights = Weights(-1.25, 0.05, bytes(range(256)))
    assert read(written(weights)) == weights


@pytest.mark.parametrize("path", sorted(READINGS.glob("*.bin")), ids=lambda path: path.stem)
def test_a_file_is_small_and_uses_all_of_int8(path: Path) -> None:
    assert path.stat().st_size <= (400_000 if path.stem == "rude" else 100_000)
    kept = int8(read(path.read_bytes()))
    assert max(map(abs, kept)) == 127
    assert sum(map(bool, kept)) >= len(kept) / 4


def int8(weights: Weights) -> list[int]:
    return list(memoryview(weights.places).cast("b"))


def test_every_act_has_a_reading_and_lists_of_the_library() -> None:
    rows = [line.split("\t") for line in (READINGS / "acts.tsv").read_text(encoding="utf-8").splitlines()]
    pack = load_pack(ROOT / "scenarios" / "packs" / "intents.yaml")
    assert pack.book is not None
    assert {f"{act}.bin" for act, *_ in rows} | {"rude.bin"} == {path.name for path in READINGS.glob("*.bin")}
    assert {name for _, *lists in rows for name in lists} <= pack.book.book.lists.keys()
    assert act_of("致歉") == act_of("再致歉") != act_of("理解")
    assert act_of("随便什么") is None


def test_the_file_is_what_the_script_makes_of_the_sentences(training: Any) -> None:
    the_same(training.train(training.read()), "rude")


@pytest.mark.parametrize("act", ["sorry", "message"])
def test_the_reading_of_an_act_is_what_the_script_makes(acts: Any, act: str) -> None:
    the_same(acts.trained(act, acts.read()), act)


def the_same(made: Weights, name: str) -> None:
    """Another machine may round a weight otherwise."""
    kept = read((READINGS / f"{name}.bin").read_bytes())
    assert made.bias == pytest.approx(kept.bias, abs=1e-3)
    assert made.scale == pytest.approx(kept.scale, abs=1e-5)
    assert max(abs(one - other) for one, other in zip(int8(made), int8(kept), strict=True)) <= 1


def test_sentences_of_acts_have_acts_a_label_and_words(acts: Any) -> None:
    known = acts.read()
    assert len(known) >= 5_000
    assert all(one.acts <= one.asked <= set(acts.acts()) and one.text.strip() == one.text for one in known)
    assert all(sum(act in one.acts for one in known) >= 100 for act in acts.acts())


def test_training_sentences_have_a_label_a_kind_and_words(training: Any) -> None:
    known = training.read()
    assert len(known) >= 1_500
    assert {one.rude for one in known} == {True, False}
    assert all(one.kind and one.text.strip() == one.text for one in known)


@pytest.mark.parametrize(
    ("rude", "kind"),
    [
        ("您自己弄坏的，怪得了谁", "不是您弄坏的，怪不着您"),
        ("这事不归我管，您爱找谁找谁", "这事归工程部管，我帮您转过去"),
        ("您有完没完，说了多少遍了", "您慢慢说，说多少遍都行"),
    ],
    ids=["blame", "shirking", "impatience"],
)
def test_plain_rudeness_is_told_from_its_kind_twin(rude: str, kind: str) -> None:
    assert rudeness(rude) >= RUDE > rudeness(kind)
