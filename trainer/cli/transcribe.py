"""`trainer transcribe FILE`: what was said in a recording, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer.cli.options import agent_channel_option, engine_options, json_option, parse_channel, parse_raw, raw_option
from trainer.output.say import say
from trainer.visible import json_text, one_line

if TYPE_CHECKING:
    from trainer.recognition import Engine

_NAMES = {"agent": "客服", "caller": "客户"}


@click.command("transcribe")
@click.argument("recording", metavar="录音")
@agent_channel_option
@engine_options
@raw_option
@click.option("--words", is_flag=True, help="还要每个词的时间（Whisper 会慢一些）")
@json_option(help="输出 JSON（成绩单里 call 那一部分）")
def command(
    recording: str,
    agent_channel: str | None,
    engine: Engine,
    model: str | None,
    raw: str | None,
    words: bool,
    as_json: bool,
) -> None:
    """把一段录音转成文字，每句话标上时间。"""
    from trainer.call import to_json
    from trainer.cli.terminal import Listening
    from trainer.recognition.engines import open_recogniser
    from trainer.recognition.transcribe import transcribe
    from trainer.report.simple import simple

    channel, shape = parse_channel(agent_channel), parse_raw(raw)
    with Listening([recording]) as listening:
        for source in listening.each([recording]):
            recogniser = open_recogniser(engine, model, words=words)
            call = transcribe(source, recogniser, channel, shape, listening.progress)
    if as_json:
        say(json_text(to_json(call)))
        return
    for utterance in call.utterances:
        start = utterance.start or 0.0
        who = _NAMES[utterance.speaker] if call.both_sides else ""
        doubt = "（听不清）" if utterance.gate else ""
        say(f"{int(start) // 60:02d}:{start % 60:04.1f}\t{who}\t{one_line(simple(utterance.text))}{doubt}")
    if not call.utterances:
        say("这段录音里没有听到人说话。", err=True)
