from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.scenario.heading import Heading, heading
from trainer.scenario.library import default_library, library
from trainer.scenario.load import outline

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_disk(text: str) -> Path:
        path = tmp_path / "talk.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return to_disk


def test_every_heading_of_the_library_says_what_its_outline_says():
    for path in library(default_library()):
        file = outline(path)
        assert file is not None
        assert heading(path) == Heading(path, file.id, file.title, file.kind, file.level)


@pytest.mark.parametrize(
    "text",
    [
        "id: talk\ntitle: 说话\nkind: quiz\nlevel: 2\n",
        "turns: [{id: title}, {id: kind}]\nslots: {title: 别的}\nlevel: 2\nkind: quiz\ntitle: 说话\nid: talk\n",
        "id: talk\ntitle: 说话\nkind: quiz\nlevel: 2\nturns: [不能 }读]\n",
    ],
    ids=["alone", "below the turns", "what follows is damaged"],
)
def test_the_heading_stands_anywhere_at_the_top(write: Write, text: str):
    path = write(text)
    assert heading(path) == Heading(path, "talk", "说话", "quiz", 2)


def test_the_level_may_be_left_out(write: Write):
    found = heading(write("id: talk\ntitle: 说话\nkind: inbound\nbrief: &a 好\nsource: *a\n"))
    assert found is not None
    assert found.level == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[id, talk]",
        "id: talk\n",
        "id: talk\ntitle: 说话\nkind: 来电\n",
        "id: talk\ntitle: [说话]\nkind: inbound\n",
        "id: talk\ntitle: 说话\nkind: inbound\nlevel: 9\n",
        "id: talk\ntitle: 说话\nkind: inbound\n{",
        "id: \x00",
    ],
    ids=["empty", "a list", "keys missing", "no such kind", "no text", "no such level", "no YAML", "no text file"],
)
def test_where_there_is_no_heading_it_is_none(write: Write, text: str):
    assert heading(write(text)) is None


def test_a_file_that_is_gone_has_none(tmp_path: Path):
    assert heading(tmp_path / "gone.yaml") is None
