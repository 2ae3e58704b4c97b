"""Draws a scorecard as an SVG picture, for the README or a handout.

trainer score RECORDING --scenario fu-visit --json > result.json
python scripts/draw_scorecard.py result.json docs/scorecard.svg
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from trainer import atomic
from trainer.report.console import render
from trainer.report.summary import WIDTH
from trainer.scenario.library import default_library
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard, from_json

THEME = TerminalTheme(
    (255, 255, 255),
    (36, 41, 47),
    [
        (36, 41, 47),
        (190, 40, 50),
        (20, 120, 60),
        (150, 95, 0),
        (10, 90, 180),
        (130, 60, 160),
        (20, 120, 130),
        (110, 119, 129),
    ],
    [
        (90, 99, 109),
        (190, 40, 50),
        (20, 120, 60),
        (150, 95, 0),
        (10, 90, 180),
        (130, 60, 160),
        (20, 120, 130),
        (36, 41, 47),
    ],
)
EDGE = 4  # columns of air on the right: full-width quotes are wider than rich thinks
_TEXT_LENGTH = re.compile(r' textLength="[^"]*"')  # rich counts characters, not cells: Chinese would be squeezed
FONTS = (
    "'Sarasa Mono SC','Noto Sans Mono CJK SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',"
    "'WenQuanYi Zen Hei',monospace"
)
# rich's own frame, without its web font: the picture needs no network.
FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: FONTS; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: FONTS; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
""".replace("FONTS", FONTS)


def picture(card: Scorecard, scenario: Scenario, path: Path) -> None:
    """Write the scorecard to `path` as SVG, whole or not at all."""
    console = Console(
        record=True, width=WIDTH + EDGE, file=io.StringIO(), force_terminal=True, color_system="truecolor", _environ={}
    )
    render(console, card, scenario)
    svg = console.export_svg(title="trainer", theme=THEME, code_format=FORMAT, unique_id="card", font_aspect_ratio=0.5)
    svg = _TEXT_LENGTH.sub("", svg)
    atomic.write(path, svg.encode())


def main(result: str, out: str) -> None:
    """Draw the scorecard in a result file of `trainer score --json`; its scenario is one of the library's."""
    card = from_json(json.loads(Path(result).read_text(encoding="utf-8")))
    picture(card, load(default_library() / f"{card.scenario_id}.yaml"), Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
