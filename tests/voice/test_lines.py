from __future__ import annotations

from pathlib import Path

import pytest

from tests.voice.helpers import SCENARIO, scenario
from trainer.voice.lines import line_for, lines_of, possible_lines, recordings_folder


def test_every_line_has_the_name_of_its_recording(tmp_path: Path):
    found = [(line.name, line.turn, line.variant, line.number) for line in lines_of(scenario(tmp_path))]

    assert found == [
        ("hear-1", "hear", None, 0),
        ("hear-2", "hear", None, 1),
        ("ask-busy", "ask", "busy", 0),
        ("ask-free-1", "ask", "free", 0),
        ("ask-free-2", "ask", "free", 1),
        ("goodbye", "goodbye", None, 0),
    ]


@pytest.mark.parametrize(
    ("turn", "variant", "text", "name"),
    [
        ("hear", None, "喂，是翠湖吗？", "hear-2"),
        ("hear", "busy", "我家漏水了。", "hear-1"),
        ("ask", "free", "有空，说吧。", "ask-free-2"),
        ("ask", None, "我在开会。", "ask-busy"),
        ("ask", "gone", "我在开会。", "ask-busy"),
        ("goodbye", None, "好，再见。", "goodbye"),
        ("hear", None, "后来改了的话", "hear-1"),
        ("greet", None, "没有台词的地方", "greet"),
    ],
)
def test_what_is_said_finds_its_recording(tmp_path: Path, turn, variant, text, name):
    line = line_for(scenario(tmp_path), turn, variant, text, {"公司": "翠湖"})

    assert line.name == name
    assert line.text == text
    assert line.folder == tmp_path / "voices" / "talk"
    assert (line.voice, line.pace) == ("female", 200)


def test_every_line_that_practice_can_choose_is_found_again(tmp_path: Path):
    """`Turn.lines`, from which the conversation picks, and the names agree for every variant."""
    loaded = scenario(tmp_path)
    names = {
        line_for(loaded, turn.id, variant, template, {}).name
        for turn in loaded.file.turns
        for variant in (None, "busy", "free")
        for template in turn.lines(variant)
    }

    assert names == {line.name for line in lines_of(loaded)}


def test_an_unknown_turn_is_the_callers_mistake(tmp_path: Path):
    with pytest.raises(KeyError):
        line_for(scenario(tmp_path), "nowhere", None, "喂", {})


def test_all_lines_of_one_variant_with_slots_filled_in(tmp_path: Path):
    loaded = scenario(tmp_path)

    texts = [line.text for line in possible_lines(loaded, loaded.slots(), "busy")]

    assert texts == ["我家漏水了。", "喂，是海棠苑吗？", "我在开会。", "好，再见。"]
    assert len(possible_lines(loaded, loaded.slots())) == 6


def test_names_stay_in_the_folder_and_apart(tmp_path: Path):
    text = SCENARIO.replace("busy", "../busy").replace("id: goodbye", "id: hear-1")
    loaded = scenario(tmp_path, text)

    names = [line.name for line in lines_of(loaded)]

    assert names == ["hear-1", "hear-2", "ask-___busy", "ask-free-1", "ask-free-2", "hear-1_"]
    for name in names:
        assert (recordings_folder(loaded) / name).parent == recordings_folder(loaded)
