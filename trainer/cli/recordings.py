"""`trainer recordings`: the kept replies, and how to get rid of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.settings import Settings


@click.command("recordings", help="看看留下了哪些练习录音；不想留的可以删掉。")
@click.option("--delete", metavar="编号", help="删掉一通的录音：写列表里的编号，或 all 全部删掉。")
def command(delete: str | None) -> None:
    """List, or delete."""
    from trainer.practice import kept_audio

    settings = user_settings.load()
    delete_old_recordings(settings)
    kept = list(kept_audio.kept(settings.data_folder))
    if not kept:
        say("没有练习录音。")
        return
    if delete is None:
        for number, one in enumerate(kept, 1):
            size = f"{one.size / 1_000_000:.1f} MB"
            say(f"  {number:>2}  {one.latest:%Y-%m-%d %H:%M}  {one.files} 句  {size}  {one_line(one.folder.name)}")
        say(f"\n满 {settings.keep_recordings_days} 天自动删除。删掉一通：trainer recordings --delete 编号")
        return
    if delete != "all" and not (delete.isdecimal() and 1 <= int(delete) <= len(kept)):
        raise TrainerError(f"没有编号 {delete}。先运行 trainer recordings 看编号；全部删掉写 all。")
    gone, refused = 0, list[str]()
    for one in kept if delete == "all" else [kept[int(delete) - 1]]:
        try:
            kept_audio.delete(one.folder)
            gone += one.files
        except kept_audio.RecordingError as error:
            refused.append(error.message)
    if gone or not refused:
        say(f"删掉了 {gone} 句录音。成绩还在；连成绩一起删：trainer forget")
    if refused:
        raise TrainerError("\n".join(refused))


def delete_old_recordings(settings: Settings) -> None:
    """Delete what is older than the settings allow; every practice does so before it begins."""
    from trainer.practice import kept_audio

    kept_audio.delete_old(settings.data_folder, settings.keep_recordings_days, datetime.now().astimezone())
