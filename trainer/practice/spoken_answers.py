"""After feedback: hear the model answer, hear it slowly, or say it after (shadowing)."""

from __future__ import annotations

from collections.abc import Callable

from trainer.audio.resample import SPEECH_RATE, Samples, resample
from trainer.audio.stretch import stretched
from trainer.errors import TrainerError
from trainer.practice.headphones import Listening
from trainer.scenario.resolved import Scenario
from trainer.voice.lines import answer_line

SLOWLY = 1.4  # times as long: about the pace of the standard, and still natural
HEAR, SLOW, SHADOW = "c", "m", "g"  # 参考, 慢, 跟读: the keys
BY_VOICE = "  跟读要用耳麦说：下次练习加上 --by voice。"
UNHEARD = "  现在没有声音能念这句。照着参考说法，自己念一两遍也一样有用。"

Shadow = Callable[[str, Samples], None]  # repeat that text, spoken so (16 kHz)


class SpokenAnswers:
    """The model answers of one scenario as sound."""

    def __init__(
        self,
        scenario: Scenario,
        say: Callable[[str, str], None],
        listening: Listening | None,
        shadow: Shadow | None = None,
    ) -> None:
        """`say`: a line and its style. `listening` None: nothing can be heard. `shadow` None: nobody listens."""
        self._scenario, self._say, self._listening, self._shadow = scenario, say, listening, shadow

    def offer(self, answer: str | None) -> str:
        """What can be chosen besides, where the turn has that model answer; may be empty."""
        if answer is None or self._listening is None:
            return ""
        return f"　{HEAR} 听参考说法　{SLOW} 慢放" + (f"　{SHADOW} 跟读" if self._shadow is not None else "")

    def choose(self, text: str, turn: str, answer: str | None) -> bool:
        """Do what a key stands for; False: the text is none of them. What fails is told in a sentence."""
        key = text.strip().lower()
        if answer is None or self._listening is None or key not in (HEAR, SLOW, SHADOW):
            return False
        if key == SHADOW and self._shadow is None:
            self._say(BY_VOICE, "yellow")
            return True
        try:
            sound = self._listening.spoken(answer_line(self._scenario, turn, answer))
            if sound is None:
                self._say(UNHEARD, "yellow")
                return True
            samples = resample(sound.samples, sound.rate)
            if key != HEAR:  # who says it after learns the pace that is scored
                samples = stretched(samples, SPEECH_RATE, SLOWLY)
            if key == SHADOW and self._shadow is not None:
                self._shadow(answer, samples)
                return True
            self._say(f"  ▶（按任意键停）{answer}", "cyan")
            self._listening.hear(samples)
        except TrainerError as error:
            self._say(f"  {error.message}", "yellow")
        return True
