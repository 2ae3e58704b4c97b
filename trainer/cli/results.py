"""`trainer results`: 我的成绩."""

from __future__ import annotations

import click

from trainer import settings as user_settings


@click.command("results", help="我的成绩：最近练习和考核的分数。键盘和语音分开看。")
def command() -> None:
    """Read the sessions, print the table."""
    from trainer.practice import results, sessions
    from trainer.practice.screen import console

    results.show(console(), sessions.read_all(user_settings.load().data_folder))
