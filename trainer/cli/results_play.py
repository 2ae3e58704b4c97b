"""`trainer results play N [ROW]`: the kept replies of a call, all of them or the words a verdict rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.results_show import read, row
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.call import Call
    from trainer.report.moments import Moment


@click.command("play", help="听当时说的话：写上条号，就听那一条；不写，从头听到尾。按 Ctrl-C 停下。")
@click.argument("number", type=click.IntRange(min=1), metavar="编号")
@click.argument("place", type=click.IntRange(min=1), metavar="[条号]", required=False)
def command(number: int, place: int | None) -> None:
    """Find, open the loudspeaker, play."""
    from trainer.history.opened import opened
    from trainer.report.moments import moment

    settings = user_settings.load()
    with opened(settings.data_folder) as store:
        session, card, scenario = read(store, number)
    if place is None:
        moments = list(replies(card.call))
        if not moments:
            raise TrainerError(f"第 {number} 号没有录音：打字的练习没有，语音的过了保留天数也会删掉。")
    else:
        found = moment(card.call, row(card, scenario, place))
        if found is None:
            raise TrainerError(f"第 {place} 条没有录音。")
        moments = [found]
    play(settings, session.key, moments)


def replies(call: Call) -> Iterator[Moment]:
    """Every kept reply, in order."""
    for said in call.utterances:
        if said.audio is not None and said.start is not None and said.end is not None:
            yield said, said.start, said.end


def play(settings: user_settings.Settings, key: str, moments: list[Moment]) -> None:
    """One after the other through the loudspeaker, each with its words. Raises TrainerError."""
    import time

    from trainer.audio import device
    from trainer.audio.resample import SPEECH_RATE
    from trainer.practice import kept_audio
    from trainer.practice.voice_setup import AROUND
    from trainer.report.display import clock
    from trainer.report.simple import simple

    recordings = kept_audio.Recordings(kept_audio.of_session(settings.data_folder, key))
    with device.open_speaker(settings.speaker) as speaker:
        for said, start, end in moments:
            assert said.audio is not None
            samples = recordings.read(said.audio, start - AROUND, end + AROUND)
            say(f"▶ {clock(start)}　{one_line(simple(said.text))}")
            speaker.play(samples, SPEECH_RATE)
            while speaker.playing:
                time.sleep(0.05)
