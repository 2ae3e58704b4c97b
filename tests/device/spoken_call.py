"""One whole call by voice in a process of its own: real capture, VAD, whisper-base, pyttsx3; prints JSON about it.

    python spoken_call.py SCENARIO FOLDER [--variant V] [--mode practice]

The replies are those of the scenario's sample call, cut out of its left channel and played into the virtual microphone
when the caller has finished. Stands in for a person: everything else is what `trainer practice --by voice` uses.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "scenarios" / "samples"
GAP = 0.8  # s between the caller's last word and the reply
PAUSE = 1.6  # s that end a reply here; the samples pause 0.9 s inside
TURNS: Mapping[str, tuple[str, ...]] = {
    "in-aftersales": ("greet", "hear", "added", "contact", "verify", "close"),
    "fu-visit": ("open", "purpose", "ask", "content", "rate", "done"),
    "cp-leak": ("greet", "outburst", "angrier", "who-where", "read-back", "pay", "choice", "close"),
}
NOTES: Mapping[str, Mapping[str, str]] = {
    "in-aftersales": {"房号": "3-2-501", "电话": "13812345678", "诉求": "厨房漏水、门锁、推拉门"},
}


def replies(scenario: str) -> dict[str, np.ndarray]:
    """Turn id → what the trainee says there, 16 kHz."""
    from trainer.audio.decode import blocks

    left = np.concatenate([block[:, 0] for block in blocks(SAMPLES / f"{scenario}.opus", 5.0)])
    truth = json.loads((SAMPLES / f"{scenario}.json").read_text(encoding="utf-8"))["utterances"]
    groups: list[tuple[float, float]] = []
    before = "caller"
    for one in truth:
        if one["who"] == "agent":
            start = groups.pop()[0] if before == "agent" else one["start"]
            groups.append((start, one["end"]))
        before = one["who"]
    parts = [left[round(start * 16000) : round(end * 16000)] for start, end in groups]
    return dict(zip(TURNS[scenario], parts, strict=True))


class Trainee:
    """Speaks when listened to: stands where the keys are, and presses none."""

    def __init__(self, card, speaker, said: Mapping[str, np.ndarray]) -> None:
        self.card, self.speaker, self.said = card, speaker, said
        self.turn = next(iter(said))
        self.over = threading.Event()

    def pressed(self) -> tuple[str, ...]:
        return ()

    def __enter__(self) -> Self:
        self.over.clear()
        threading.Thread(target=self._speak, args=(self.said.get(self.turn),), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.over.set()

    def _speak(self, sound: np.ndarray | None) -> None:
        while self.speaker.playing and not self.over.is_set():
            time.sleep(0.02)
        if not self.over.wait(GAP) and sound is not None:
            self.card.speak(sound, wait=False)


class Reader:
    """Picks up on the second ring, fills in the note, lets the caller hang up first."""

    interactive = True

    def __init__(self, note: Mapping[str, str]) -> None:
        self.note = note

    def wait(self, message: str) -> None:
        pass

    def ring(self) -> float:
        time.sleep(1.2)
        return 1.2

    def reply(self, prompt: str) -> str:
        return ""

    def field(self, prompt: str, value: str) -> str:
        return self.note.get(prompt.partition(" ")[2].partition("（")[0], value)

    def choice(self, message: str, at_once: str = "") -> str:
        if "继续" in message or "对方先挂" in message:
            return ""
        raise EOFError


class Listened:
    """The caller's voice, telling the trainee which turn it is."""

    def __init__(self, voice, trainee: Trainee) -> None:
        self.voice, self.trainee, self.name = voice, trainee, voice.name

    def sound(self, line):
        self.trainee.turn = line.name
        return self.voice.sound(line)


def timed(drawn: list[float], spoken) -> None:
    """Note how long after the engine's last text each feedback stands on the screen."""
    from trainer.practice.screen import Screen

    draw = Screen.feedback

    def feedback(self, *arguments) -> None:
        draw(self, *arguments)
        drawn.append(time.monotonic() - spoken.heard_at)

    Screen.feedback = feedback


def main(scenario_id: str, folder: Path, variant: str | None, mode: str) -> None:
    sys.path[:0] = [str(ROOT / "tests")]
    from pulse import SoundCard
    from rich.console import Console

    from trainer import scoring
    from trainer.audio import device
    from trainer.history.opened import opened
    from trainer.practice.kept_audio import Recordings, of_session
    from trainer.practice.meter import Meter
    from trainer.practice.phone import Phone
    from trainer.practice.practice_run import Environment, new_session, run_practice
    from trainer.practice.voice_setup import VoiceSetup
    from trainer.recognition.engines import open_recogniser
    from trainer.scenario.load import load
    from trainer.voice.lines import possible_lines
    from trainer.voice.open_voice import open_voice

    scenario = load(ROOT / "scenarios" / f"{scenario_id}.yaml")
    console = Console(file=sys.stderr, width=80, force_terminal=True)
    recogniser = open_recogniser("whisper", "whisper-base")
    with SoundCard() as card, opened(folder) as store:
        os.environ.update(card.environment)
        device.refresh()
        voice = open_voice("pyttsx3", folder / "voice", lambda message: sys.stderr.write(f"{message}\n"))
        microphone, speaker = device.open_microphone("pulse"), device.open_speaker("pulse")
        trainee = Trainee(card, speaker, replies(scenario_id))
        setup = VoiceSetup(
            phone=Phone(microphone, speaker),
            recogniser=lambda: recogniser,
            voice=Listened(voice, trainee),
            keys=lambda: trainee,
            meter=Meter(console, time.monotonic),
            recordings=None,
            microphones=lambda: (),
            reopen=lambda name: device.open_microphone(name),
            pause=PAUSE,
            target=120,
            engine="whisper",
            model="whisper-base",
            on_close=voice.close,
        )
        env = Environment(
            reader=Reader(NOTES.get(scenario_id, {})),
            console=console,
            scoring=scoring,
            choose=lambda options: options[0],
            now=lambda: datetime.now().astimezone(),
            store=store,
            setup=setup,
        )
        session = new_session(scenario, mode, {}, variant, None, env)
        voice.prepare(possible_lines(scenario, session.slots, variant))
        voice.ready(60)
        setup.recordings = Recordings(of_session(folder, session.key))
        drawn: list[float] = []
        timed(drawn, setup)
        run_practice(scenario, session, env)
        sys.stdout.write(
            json.dumps(
                {"session": session.key, "folder": str(folder), "overflows": microphone.overflows, "drawn": drawn}
            )
            + "\n"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("scenario", choices=list(TURNS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--variant")
    parser.add_argument("--mode", choices=["practice", "exam"], default="exam")
    given = parser.parse_args()
    main(given.scenario, given.folder, given.variant, given.mode)
