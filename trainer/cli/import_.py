"""`trainer import`."""

from __future__ import annotations

from pathlib import Path

import click

from trainer import regular_file
from trainer import settings as user_settings
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import argument


@click.command("import", help="把改好的 Excel 工作簿变回情景文件；写错的地方，说清楚在哪张表、哪一格。")
@click.argument("book", metavar="工作簿", type=click.Path(path_type=Path))
@click.option(
    "--out",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="写到哪个 .yaml 文件；不写就放进您自己的情景文件夹，用情景的编号，练的就是它",
)
@click.option("--force", is_flag=True, help="文件已经有了，也直接覆盖")
def command(book: Path, out: Path | None, force: bool) -> None:
    """Write the scenario file, or nothing and every mistake."""
    from trainer.cli.export import agree
    from trainer.cli.own_scenarios import folder_of, keep, told
    from trainer.workbook.files import open_mark, read_bytes, write_whole
    from trainer.workbook.importing import SUFFIXES, convert

    if out is not None and out.suffix not in SUFFIXES:
        raise TrainerError(f"{out}：情景文件的名字要以 .yaml 结尾，例如 {out.stem or '情景'}.yaml。")
    if book.suffix.lower() in SUFFIXES:
        raise TrainerError(f"{book}：这已经是情景文件，不用导入。检查它：trainer check {argument(book)}")
    raw = read_bytes(book)
    if open_mark(book) is not None:
        say(f"{book}：好像还在 Excel 或 WPS 里开着，读到的是上次保存的内容；没保存的改动不在里面。", err=True)
    settings = user_settings.load()
    done = convert(raw, str(book), out, folder=settings.own_scenarios)
    for remark in done.remarks:
        say(str(remark), err=True)
    if out is None:
        folder_of(settings)
    agree(done.path, force=force, warning=_lost(done.path))
    kept = keep(done.path)
    write_whole(done.path, done.text.encode("utf-8"))
    say(f"写好了 {done.path}")
    if kept is not None:
        say(f"原来的那份留在 {kept}", err=True)
    for line in told(done.path, done.scenario.id):
        say(line, err=True)


def _lost(target: Path) -> str:
    """Remarks in the old file that the new one will not have."""
    from trainer.scenario.source import MOST_BYTES

    try:
        lines = regular_file.read(target, MOST_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    own = [line for line in lines if line.lstrip().startswith("#") and "yaml-language-server" not in line]
    return f"原文件里有 {len(own)} 行 # 开头的说明，表格里没有，覆盖后就没了。" if own else ""
