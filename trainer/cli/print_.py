"""`trainer print`: the sheet for paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import atomic
from trainer import settings as user_settings
from trainer.cli.options import find
from trainer.errors import TrainerError, reason
from trainer.output.say import say

if TYPE_CHECKING:
    from trainer.report.paper import Answers
    from trainer.scenario.resolved import Scenario

SUFFIXES = (".html", ".htm")


@click.command(
    "print",
    help="打印话术单（问答是题目纸）：要说什么、不要说什么、示范说法，留有签名的地方；A4 纸，用浏览器打印。",
)
@click.argument("scenarios", metavar="情景…", nargs=-1, required=True)
@click.option("--out", metavar="文件", type=click.Path(path_type=Path), help="存成哪个文件；不写就是 情景名.html。")
@click.option("--slot", "slots", multiple=True, metavar="名称=内容", help="换掉情景里的一项，例如 --slot 公司=海棠苑。")
@click.option("--with-answers", is_flag=True, help="问答：印出答案和讲解；不写，印的是题目纸。")
@click.option("--force", is_flag=True, help="文件已经有了也照写。")
def command(
    scenarios: tuple[str, ...], out: Path | None, slots: tuple[str, ...], with_answers: bool, force: bool
) -> None:
    """Write one file with all scenarios, or one each; print where they are."""
    from trainer.report.paper import page
    from trainer.scenario.load import load

    if out is not None and (out.is_dir() or out.suffix.lower() not in SUFFIXES):
        raise TrainerError(f"{out}：{_not_a_page(out, scenarios)}")
    given = user_settings.parse_slots(slots)
    settings = user_settings.load()
    loaded = [load(find(name)) for name in dict.fromkeys(scenarios)]
    user_settings.check_slots(given, {slot for scenario in loaded for slot in scenario.file.slots})
    sheets = []
    for scenario in loaded:
        known = scenario.file.slots
        own = {slot: value for slot, value in {**settings.slots, **given}.items() if slot in known}
        answers = {} if scenario.file.kind == "quiz" else answers_of(scenario, scenario.slots(own))
        sheets.append((scenario, scenario.slots(own), answers))
    files = (
        {out: sheets} if out else {Path(f"{scenario.id}.html"): [sheet] for sheet in sheets for scenario in sheet[:1]}
    )
    _refuse_existing(files, force)
    for path, several in files.items():
        _write(path, page(several, key=with_answers))
        say(f"写好了：{path}")
    if not with_answers and any(scenario.file.kind == "quiz" for scenario in loaded):
        say("这是题目纸，没有答案。要答案和讲解：加 --with-answers，另存一份（--out 答案.html）。", err=True)
    say("下一步：用浏览器打开它，按 Ctrl+P（苹果电脑按 ⌘P）打印。", err=True)


def _not_a_page(out: Path, scenarios: tuple[str, ...]) -> str:
    """Why the sheet cannot be a file of that name."""
    name = f"{Path(scenarios[0]).stem}.html"
    if out.is_dir():
        return f"这是文件夹。请连文件名一起写，例如 --out {out / name}。"
    return f"话术单是网页，文件名要以 .html 结尾，例如 --out {(out.stem or Path(name).stem)}.html。"


def answers_of(scenario: Scenario, slots: Mapping[str, str]) -> Answers:
    """The model sentence of each turn, taken from the scenario's examples; by case where the caller's line is."""
    from trainer import scoring
    from trainer.practice.conversation import Lesson
    from trainer.practice.model_answers import ModelAnswers

    found: dict[str, list[tuple[str, str]]] = {}
    for variant, title in scenario.file.variants.items() or ((None, ""),):
        judged = ModelAnswers(Lesson(scenario, slots=slots, variant=variant), scoring)
        for turn in scenario.file.turns:
            by_case = isinstance(turn.line, dict)  # else one sentence serves them all
            known = found.get(turn.id, [])
            if known and not by_case:
                continue
            sentence = judged.of(turn.id)
            if sentence and sentence not in [one for _, one in known]:
                found.setdefault(turn.id, []).append((title if by_case else "", sentence))
    return found


def _refuse_existing(files: Mapping[Path, object], force: bool) -> None:
    there = [path for path in files if path.exists()]
    if there and not force:
        names = "、".join(map(str, there))
        raise TrainerError(f"{names}：文件已经有了，没有动它。要盖掉就加 --force，或者用 --out 换个名字。")


def _write(path: Path, html: str) -> None:
    """The file whole or not at all."""
    try:
        atomic.write(path, html.encode())
    except OSError as error:
        raise TrainerError(f"{path}：写不进去（{reason(error)}）。请用 --out 换一个文件夹。") from error
