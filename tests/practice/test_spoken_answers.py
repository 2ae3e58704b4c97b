"""After feedback a key plays the model answer, plays it slowly, or lets it be said after."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.errors import DeviceError
from trainer.practice.practice_run import Environment, new_session, run_practice
from trainer.practice.spoken_answers import BY_VOICE, SLOWLY, UNHEARD, SpokenAnswers
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.voice import manifest
from trainer.voice.interface import Line, Sound, VoiceError
from trainer.voice.lines import answer_line
from trainer.voice.open_voice import Voices
from trainer.voice.recorded import Recorded

from .conftest import MINI, Scripted

ANSWER = "您好，海棠苑客户服务中心，工号幺零零八"
SECOND = np.asarray(np.sin(np.arange(24_000) / 20) / 3, np.float32)  # of sound, 24 kHz


@dataclass
class Ears:
    """Somebody with headphones; `voice` None: no voice has the line."""

    voice: Sound | None = field(default_factory=lambda: Sound(SECOND, 24_000))
    fails: Exception | None = None
    lines: list[Line] = field(default_factory=list)
    heard: list[Samples] = field(default_factory=list)
    closed: bool = False

    def spoken(self, line: Line) -> Sound | None:
        self.lines.append(line)
        return self.voice

    def hear(self, samples: Samples) -> None:
        if self.fails is not None:
            raise self.fails
        self.heard.append(samples)

    def close(self) -> None:
        self.closed = True


def answers(mini: Scenario, ears: Ears | None, said: list[str]) -> SpokenAnswers:
    return SpokenAnswers(mini, lambda text, style: said.append(text), ears)


def test_it_is_played_at_its_pace_and_slowly(mini: Scenario):
    ears = Ears()
    spoken = answers(mini, ears, [])

    assert spoken.choose("c", "greet", ANSWER)
    assert spoken.choose(" M ", "greet", ANSWER)

    assert [len(samples) / SPEECH_RATE for samples in ears.heard] == pytest.approx([1, SLOWLY], rel=0.02)
    assert {line.text for line in ears.lines} == {ANSWER}


def test_anything_else_is_none_of_its_keys(mini: Scenario):
    ears = Ears()

    assert not any(answers(mini, ears, []).choose(text, "greet", ANSWER) for text in ("", "p", "cc", "/挂机"))
    assert not answers(mini, ears, []).choose("c", "greet", None)
    assert not answers(mini, None, []).choose("c", "greet", ANSWER)
    assert ears.lines == []


def test_only_what_can_be_done_is_offered(mini: Scenario):
    assert answers(mini, Ears(), []).offer(ANSWER) == "　c 听参考说法　m 慢放"
    assert answers(mini, Ears(), []).offer(None) == ""
    assert answers(mini, None, []).offer(ANSWER) == ""
    assert "g 跟读" in SpokenAnswers(mini, print, Ears(), lambda text, samples: None).offer(ANSWER)


def test_saying_it_after_needs_a_microphone(mini: Scenario):
    said: list[str] = []

    assert answers(mini, Ears(), said).choose("g", "greet", ANSWER)
    assert said == [BY_VOICE]

    shadowed: list[tuple[str, int]] = []
    both = SpokenAnswers(mini, print, Ears(), lambda text, samples: shadowed.append((text, len(samples))))
    assert both.choose("g", "greet", ANSWER)
    ((text, length),) = shadowed
    assert text == ANSWER
    assert length / SPEECH_RATE == pytest.approx(SLOWLY, rel=0.02)  # as slowly as the standard asks


def test_without_a_voice_or_a_loudspeaker_a_kind_sentence_stands_for_it(mini: Scenario):
    said: list[str] = []

    assert answers(mini, Ears(voice=None), said).choose("c", "greet", ANSWER)
    assert answers(mini, Ears(fails=DeviceError("没有扬声器。")), said).choose("m", "greet", ANSWER)

    assert said[0] == UNHEARD
    assert said[-1] == "  没有扬声器。"


@pytest.mark.parametrize("company", ["海棠苑", "翠湖"])
def test_the_recording_is_played_for_its_own_words_only(tmp_path: Path, company: str):
    """Of another company the answer is spoken by the next voice, never with the name on the recording."""

    class Synthetic:
        name = "pyttsx3"

        def sound(self, line: Line) -> Sound | None:
            if "坏" in line.text:
                raise VoiceError("没有声音可用。")
            return Sound(SECOND[:1000], 16_000)

    path = tmp_path / "mini.yaml"
    path.write_bytes(MINI.read_bytes())
    scenario = load(path)
    line = answer_line(scenario, "greet", ANSWER)
    line.folder.mkdir(parents=True)
    soundfile.write(line.folder / f"{line.name}.flac", SECOND, 24_000)
    manifest.write(line.folder, {f"{line.name}.flac": manifest.digest(ANSWER)})
    voices = Voices("auto", (Recorded(), Synthetic()))

    sound = voices.sound(answer_line(scenario, "greet", ANSWER.replace("海棠苑", company)))

    assert sound is not None
    assert (len(sound.samples) == len(SECOND)) == (company == "海棠苑")


def test_the_name_of_a_recording_says_what_it_says(mini: Scenario):
    one, same, other = (answer_line(mini, "greet", text) for text in (ANSWER, f"{ANSWER}。", "您好"))

    assert one.name == same.name != other.name
    assert one.name.startswith("greet-")
    assert one.folder.parts[-3:] == ("voices", "mini", "answers")


def test_in_a_call_at_the_keyboard_the_key_is_offered_with_the_feedback(
    env: Environment, mini: Scenario, screen_text: StringIO
):
    ears = Ears()
    reader = Scripted(["喂", "c", "m", "", "非常抱歉", "", "再见", "", "", "", ""])
    env = replace(env, reader=reader, headphones=ears)  # type: ignore[arg-type]

    card = run_practice(mini, new_session(mini, "practice", {}, None, None, env), env)

    assert card is not None
    assert [line.text for line in ears.lines] == [ANSWER, ANSWER]
    assert any("c 听参考说法　m 慢放" in asked for asked in reader.asked)
    assert f"▶（按任意键停）{ANSWER}" in screen_text.getvalue()
    assert ears.closed


def test_own_slots_are_in_what_is_spoken(env: Environment, mini: Scenario):
    ears = Ears()
    env = replace(env, reader=Scripted(["喂", "c", ""]), headphones=ears)  # type: ignore[arg-type]

    run_practice(mini, new_session(mini, "practice", {"公司": "翠湖", "工号": "2047"}, None, None, env), env)

    assert [line.text for line in ears.lines] == ["您好，翠湖客户服务中心，工号二零四七"]


def test_while_a_turn_is_practised_again_it_can_be_heard_too(env: Environment, mini: Scenario):
    ears = Ears()
    typed = ["喂", "", "非常抱歉", "", "再见", "", "3-2-501", "13800138000", "", "", "喂", "c", "", "/退出"]
    reader = Scripted(typed)
    env = replace(env, reader=reader, headphones=ears)  # type: ignore[arg-type]

    run_practice(mini, new_session(mini, "practice", {}, None, None, env), env)

    assert [line.text for line in ears.lines] == [ANSWER]
