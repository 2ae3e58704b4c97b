"""Ids of rules stay: stored scorecards, `change` and `skip` name them. One that goes is told in scenarios/ids.tsv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from trainer.scenario.load import Loaded

ROOT = Path(__file__).resolve().parents[2]
KNOWN = ROOT / "tests" / "data" / "rule_ids.txt"  # every id there ever was, one a line, sorted: FILE:RULE
REMOVED = ROOT / "scenarios" / "ids.tsv"


@pytest.fixture(scope="module")
def current(loaded_library: Mapping[Path, Loaded]) -> set[str]:
    """FILE:RULE of every rule of the library; a pack's rules once, under the pack."""
    ids: set[str] = set()
    for loaded in loaded_library.values():
        assert loaded.scenario
        packs = set(loaded.scenario.file.use)
        for rule in loaded.scenario.rules:
            scope = rule.id.partition(".")[0]
            ids.add(f"{scope if scope in packs else loaded.scenario.id}:{rule.id}")
    return ids


def removed() -> list[dict[str, str]]:
    with REMOVED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def known() -> list[str]:
    return KNOWN.read_text(encoding="utf-8").split()


def test_no_id_goes_without_a_word(current: set[str]) -> None:
    gone = set(known()) - current - {row["id"] for row in removed()}
    assert not gone, f"tell since when and why in {REMOVED.name}: {sorted(gone)}"


def test_a_removed_id_does_not_come_back_as_another_rule(current: set[str]) -> None:
    assert not current & {row["id"] for row in removed()}


def test_every_id_is_known(current: set[str]) -> None:
    assert not current - set(known()), f"add to {KNOWN.name}: {sorted(current - set(known()))}"


def test_what_is_told_of_removed_ids_is_whole() -> None:
    assert all(row["id"] in known() and row["since"] and row["why"] for row in removed())
    assert known() == sorted(set(known()))
