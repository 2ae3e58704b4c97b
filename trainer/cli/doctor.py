"""`trainer doctor`: what works on this machine, and the commands that mend the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.output.say import say

if TYPE_CHECKING:
    from trainer.practice.system_checks import Finding
    from trainer.settings import Settings

SPOKEN = ("语音模型", "麦克风")  # the checks that practice by voice needs


@click.command("doctor", help="看看这台电脑上什么能用，缺什么、怎么补。")
def command() -> None:
    """Check and print; exit 1 where even keyboard practice would not work."""
    if not report(user_settings.load()):
        raise click.exceptions.Exit(1)


def report(settings: Settings) -> bool:
    """Print every finding, then what to do, one command per line; whether all that is needed works."""
    findings = look(settings)
    for finding in findings:
        state = "可用" if finding.good else "缺" if finding.needed else "没有"
        say(f"{state:　<2}  {finding.name}：{finding.detail}")
    fixes = [finding.fix for finding in findings if not finding.good and finding.fix]
    if fixes:
        say("\n接下来可以做：")
        for fix in dict.fromkeys(fixes):
            say(f"  {fix}")
    _tell_models()
    ready = all(finding.good for finding in findings if finding.needed)
    spoken = all(finding.good for finding in findings if finding.name in SPOKEN)
    can = "用耳麦或键盘练习都可以开始：trainer practice" if spoken else "键盘练习可以开始：trainer practice"
    say(f"\n{can}" if ready else "\n先把上面缺的补上。")
    return ready


def _tell_models() -> None:
    """Which speech models are worth fetching on this machine; nothing where all are there."""
    from trainer.recognition.models import Models
    from trainer.recognition.what_to_fetch import this_machine, what_to_fetch

    models = Models()
    machine = this_machine(models.folder)
    advice = what_to_fetch(models.catalogue, (one.name for one in models.installed()), machine)
    if advice:
        say(f"\n还可以下载语音模型（这台电脑：{machine}）：")
    for one in advice:
        say(f"  {one}")


def look(settings: Settings) -> tuple[Finding, ...]:
    """All checks of this machine."""
    from trainer.practice import system_checks

    return (
        system_checks.python(),
        system_checks.libraries(),
        system_checks.data_folder(settings.data_folder),
        system_checks.space(settings.data_folder),
        system_checks.speech_model(),
        system_checks.microphone(settings.device),
        system_checks.voice(),
    )
