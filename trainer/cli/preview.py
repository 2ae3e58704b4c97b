"""`trainer preview`: the branches of a scenario as a text tree, or as a picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import atomic
from trainer.cli.options import find
from trainer.errors import TrainerError, reason
from trainer.output.say import say
from trainer.visible import argument

if TYPE_CHECKING:
    from trainer.authoring.ways import Ways
    from trainer.scenario.resolved import Scenario

SUFFIX = ".svg"


@click.command("preview", help="把情景的走法画出来：客户说什么、没说到会怎样、哪里可以补救、最后到哪里。")
@click.argument("scenario", metavar="情景")
@click.option(
    "--svg", "picture", type=click.Path(path_type=Path), metavar="文件", help="画成图片（.svg），用浏览器打开。"
)
@click.option("--force", is_flag=True, help="图片已经有了也照画。")
def command(scenario: str, picture: Path | None, force: bool) -> None:
    """Load, draw, print."""
    from trainer.authoring.tree import title, tree
    from trainer.authoring.ways import ways_of
    from trainer.checking.achievable_totals import main_path

    loaded, points = _load(find(scenario))
    if not loaded.file.turns:
        name = f"{loaded.file.title}（{loaded.id}）"
        raise TrainerError(f"{name}不分回合，没有走法可画。看规则：trainer show {argument(scenario)}")
    ways = ways_of(loaded, main_path(loaded.file))
    heading = title(loaded, points)
    if picture is not None:
        _write(picture, ways, heading, force=force)
        say(f"画好了：{picture}（用浏览器打开看）")
        return
    from trainer.report.wrap import wrap

    say(wrap(heading, 80).plain + "\n")
    for line in tree(ways):
        say(line)


def _load(path: Path) -> tuple[Scenario, str]:
    """The scenario and the points of its main path. Raises ScenarioError with every problem."""
    from trainer.checking.achievable_totals import main_points
    from trainer.errors import ScenarioError
    from trainer.report.display import number
    from trainer.scenario.load import examine, packs_folder
    from trainer.scenario.packs import PackFolder

    loaded = examine(path, PackFolder(packs_folder(path)))
    if loaded.scenario is None:
        raise ScenarioError(tuple(problem for problem in loaded.problems if not problem.warning))
    return loaded.scenario, number(sum(main_points(loaded).values(), Fraction(0)))


def _write(path: Path, ways: Ways, heading: str, *, force: bool) -> None:
    """The picture. Raises TrainerError where the name is none of a picture, is taken, or the file cannot be written."""
    from trainer.authoring.svg import svg

    if path.suffix.lower() != SUFFIX:
        raise TrainerError(f"{path}：图片的名字要以 .svg 结尾，例如 {path.stem or 'preview'}.svg。")
    if path.exists() and not force:
        raise TrainerError(f"{path}：文件已经有了，没有动它。要盖掉就加 --force，或者换个名字。")
    try:
        atomic.write(path, svg(ways, heading).encode())
    except OSError as error:
        raise TrainerError(f"{path}：写不进去（{reason(error)}）。请换一个文件夹。") from error
