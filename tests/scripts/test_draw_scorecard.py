"""The picture of a scorecard: drawn from a result file, self-contained."""

from __future__ import annotations

import json
from pathlib import Path

import draw_scorecard

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.scenario.library import default_library
from trainer.scenario.load import load
from trainer.scorecard import to_json


def test_the_picture_is_svg_with_the_text_and_no_network(tmp_path: Path) -> None:
    scenario = load(default_library() / "fu-visit.yaml")
    call = Call((Utterance("agent", "您好", scenario.file.turns[0].id),), (scenario.file.turns[0].id,), source="x")
    result, out = tmp_path / "result.json", tmp_path / "card.svg"
    result.write_text(json.dumps(to_json(scoring.score(scenario, call))), encoding="utf-8")

    draw_scorecard.main(str(result), str(out))

    svg = out.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "成绩单" in svg
    assert "url(http" not in svg
    assert "https://cdn" not in svg
    assert {path.name for path in tmp_path.iterdir()} == {"result.json", "card.svg"}
