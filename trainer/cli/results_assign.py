"""`trainer results assign N… --trainee X`: results that are 未署名, or another's, given to their trainee."""

from __future__ import annotations

import click

from trainer import settings as user_settings
from trainer.errors import TrainerError
from trainer.output.say import say


@click.command("assign", help="把未署名的成绩记到一位学员名下：编号看 trainer results，全部未署名的写 all。")
@click.argument("numbers", nargs=-1, required=True, metavar="编号…")
@click.option("--trainee", required=True, metavar="姓名和工号", help="例如 小王，或者 '小王 1008'")
@click.option("--move", is_flag=True, help="已经有名字的也改")
def command(numbers: tuple[str, ...], trainee: str, move: bool) -> None:
    """Find them, assign, tell."""
    from trainer.cli.who import named, title
    from trainer.history.opened import opened

    wrong = [one for one in numbers if one != "all" and not (one.isascii() and one.isdecimal())]
    if wrong:
        raise click.UsageError(f"编号写数字：{'、'.join(wrong)}。有哪些：trainer results")
    with opened(user_settings.load().data_folder) as store:
        if "all" in numbers:
            chosen = [one for one in store.results() if one.trainee is None]
        else:
            chosen = [store.result(int(one)) for one in dict.fromkeys(numbers)]
        signed = [f"第 {one.number} 号是{title(one.trainee)}的" for one in chosen if one.trainee is not None]
        if signed and not move:
            raise TrainerError(f"{'，'.join(signed)}，没有改。确实要改，加上 --move")
        who = named(store, trainee).trainee
        if who is None:
            raise TrainerError("游客没有成绩。请写姓名，或者姓名和工号。")
        store.assign((one.number for one in chosen), who)
    say(f"{len(chosen)} 次成绩记到了{title(who)}名下。")
