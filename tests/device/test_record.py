"""`trainer record` with a virtual sound card, as a person at a terminal does it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pulse import SoundCard
from terminal import Terminal, needs_tmux

from tests.voice.helpers import scenario, speech
from trainer.voice import manifest
from trainer.voice.lines import recordings_folder
from trainer.voice.recorded import sound_of

pytestmark = needs_tmux


def test_a_line_spoken_into_a_real_microphone_is_played_from_then_on(sound_card: SoundCard, tmp_path: Path):
    folder = recordings_folder(scenario(tmp_path))
    with Terminal(tmp_path, "record", "talk.yaml", "--only", "goodbye", **sound_card.environment) as terminal:
        assert "好，再见。" in terminal.see("空格 开始录")
        terminal.press("Space")
        terminal.see("正在录")
        sound_card.speak(speech())
        terminal.press("Space")
        terminal.see("回车 保留")
        terminal.press("Enter")
        text = terminal.see("EXIT 0")

    assert "录好 1 句。" in text
    assert manifest.read(folder) == {"goodbye.flac": manifest.digest("好，再见。")}
    assert sound_of(folder / "goodbye.flac").seconds == pytest.approx(len(speech()) / 16000 - 2 + 0.45, abs=0.5)
