"""Shadowing (跟读) in a spoken call: hear the model answer, say it after, see both side by side.

It is beside the call: the call's clock stands still meanwhile, nothing is scored and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trainer.audio.resample import Samples
from trainer.audio.speech import segments
from trainer.practice.reply_recording import Listening, ReplyRecording
from trainer.practice.screen import Screen
from trainer.practice.shadowing import Kind, Shadowed, Spoken, compare
from trainer.practice.voice_setup import VoiceSetup
from trainer.report.display import GATES
from trainer.report.summary import width_of
from trainer.report.wrap import wrap

STYLES: dict[Kind, str] = {"same": "", "other": "bold yellow", "alone": "bold red"}
MOST = 6  # pieces that are named
HURRIED, SLOW = 1.25, 0.75  # × the model's pace: worth a word
LONG_PAUSE = 0.8  # s longer than the model's longest pause: worth a word


def shadow(setup: VoiceSetup, screen: Screen, text: str, samples: Samples) -> None:
    """Once through for the model answer `text`, spoken as `samples` (16 kHz). Raises DeviceError, ModelError."""
    screen.say("  跟读：先听，听完跟着说。停一停或按空格就算说完；l 再听一遍，q 不跟了。", "dim")
    screen.say(f"  ▶ {text}", "cyan")
    before, recogniser = setup.phone.now, setup.recogniser()
    setup.hear(samples)
    try:
        while True:
            setup.phone.resume(before)
            recording = ReplyRecording(recogniser, before, setup.pause)
            listening = Listening(setup, recording, exam=False, quiz=False)
            try:
                with setup.keys() as keys:
                    request = listening.listen(keys)
                    stopped = listening.wait(keys) if request == "done" else request
                recorded = recording.finish(None, False, None)
            finally:
                recording.abandon()
                setup.meter.clear()
            if stopped == "replay":
                setup.hear(samples)
            elif stopped != "again":
                break
    finally:
        setup.phone.now = before
    if stopped is not None:
        screen.say("  跟读到这里。", "dim")
    elif recorded.failed is not None:
        screen.say(recorded.failed.message, "yellow")
    elif not recorded.utterances:
        screen.say("  没有听到您跟读。想再来一次，按 g。", "yellow")
    else:
        said = "".join(one.text for one in recorded.utterances)
        show(screen.console, compare(text, segments(samples), said, recording.speech))
        for gate in dict.fromkeys(one.gate for one in recorded.utterances if one.gate):
            screen.say(f"  {GATES[gate]}", "magenta")


def show(console: Console, found: Shadowed) -> None:
    """Both texts, what differs, paces and pauses."""
    width = width_of(console)
    for name, spoken in (("参考", found.model), ("您说", found.own)):
        line = Text.assemble((f"{name}：", "bold"), *((piece.text, STYLES[piece.kind]) for piece in spoken.pieces))
        console.print(wrap(line if spoken.pieces else Text.assemble(line, "（没有听清）"), width, "  "))
    for line in differences(found):
        console.print(wrap(line, width, "  "))
    table = Table(box=None, padding=(0, 2), header_style="bold")
    table.add_column("")
    table.add_column("参考", justify="right")
    table.add_column("您", justify="right")
    for name, value in ROWS:
        table.add_row(name, value(found.model), value(found.own))
    console.print(table)
    console.print(wrap(Text(advice(found), style="green" if found.complete else "cyan"), width, "  "))


def differences(found: Shadowed) -> list[Text]:
    """What was left out, said in its place, added: a line each."""
    lines = []
    if found.left_out:
        lines.append(Text(f"漏了：{_some(found.left_out)}", style="red"))
    if found.others:
        pairs = [f"{wanted}→{said}" for wanted, said in found.others]
        lines.append(Text(f"说成了别的：{_some(pairs)}", style="yellow"))
    if found.added:
        lines.append(Text(f"多了：{_some(found.added)}", style="yellow"))
    return lines


def advice(found: Shadowed) -> str:
    """One sentence: what to look at next time."""
    model, own = found.model, found.own
    if not found.complete:
        return "先把字说全，再求像。再跟一遍：g"
    if model.gross and own.gross and own.gross > HURRIED * model.gross:
        return "一字不差，只是比参考快，再慢一点更清楚。"
    if max(own.pauses, default=0.0) > max(model.pauses, default=0.0) + LONG_PAUSE:
        return "一字不差，只是中间停得久了一点，再连贯些更好。"
    if model.gross and own.gross and own.gross < SLOW * model.gross:
        return "一字不差，比参考慢；熟了再说顺一点。"
    return "一字不差，快慢也合适，真好。"


def _some(words: Sequence[str]) -> str:
    more = f" 等 {len(words)} 处" if len(words) > MOST else ""
    return "、".join(words[:MOST]) + more


def _rate(rate: float | None) -> str:
    return "－" if rate is None else f"{rate:.0f} 字/分"


def _pauses(spoken: Spoken) -> str:
    if not spoken.pauses:
        return "没有停顿"
    return f"{len(spoken.pauses)} 次，共 {sum(spoken.pauses):.1f} 秒"


ROWS: tuple[tuple[str, Callable[[Spoken], str]], ...] = (
    ("用时", lambda one: f"{one.seconds:.1f} 秒"),
    ("语速（停顿也算）", lambda one: _rate(one.gross)),
    ("语速（只算出声）", lambda one: _rate(one.net)),
    ("停顿", _pauses),
    ("最长的停顿", lambda one: f"{max(one.pauses):.1f} 秒" if one.pauses else "－"),
)
