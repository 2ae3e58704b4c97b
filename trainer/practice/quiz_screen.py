"""A quiz on the screen: numbered questions, one option a line, what is right and why; no caller, no telephone."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from trainer.answers.read import read
from trainer.call import Speaker, Utterance
from trainer.practice.conversation import Lesson
from trainer.practice.feedback import Feedback
from trainer.practice.prompts import is_quiz
from trainer.practice.screen import Screen
from trainer.report.display import short
from trainer.report.quiz_card import SEVERAL, explanation, heading, number_of, options, question, right_answer
from trainer.report.summary import width_of
from trainer.report.wrap import wrap
from trainer.scenario.model import Turn


def screen_of(console: Console, lesson: Lesson) -> Screen:
    """The screen for a call or for a quiz."""
    return QuizScreen(console, lesson) if is_quiz(lesson.scenario) else Screen(console, lesson)


def unread(lesson: Lesson, turn_id: str, said: Sequence[Utterance]) -> str | None:
    """What to say where the reply to a question, or a part of it, names no option; None: it can be judged."""
    choices = options(lesson.scenario, turn_id, lesson.slots)
    if not choices or not said or any(one.gate for one in said):
        return None
    several = heading(lesson.scenario, turn_id) == SEVERAL
    answer = read([one.text for one in said], [one.recognised for one in said], choices, several=several)
    if answer.named and not answer.unread:
        return None
    parts = "".join(f"“{short(part)}”" for part in answer.unread)
    if any(one.recognised for one in said):
        which = f"{parts}没听清是哪一项。再说一遍，" if parts else "没听清选的是哪一项。"
        return f"  {which}把选项念出来，或者说“第一个”；按 t 可以打字。"
    which = f"{parts}没看出是哪一项。再答一遍，" if parts else "没看出选的是哪一项。"
    return f"  {which}写 {'、'.join(choices)} 里的字母就行{'，几项都对就连着写' if several else ''}。"


class QuizScreen(Screen):
    """Prints questions and answers."""

    def brief(self, how: str = "", *, again: bool = False) -> None:
        """Title, task, how many questions, and how to reply."""
        super().brief(again=again)
        file = self.lesson.scenario.file
        self.say(f"一共 {len(file.turns)} 题，{file.pass_mark} 分及格。", "dim")
        if how:
            self.say(how, "dim")

    def caller(self, turn: Turn, said: Sequence[Utterance], *, hidden: bool = False) -> None:
        """The question with its number and its options; `hidden`: it is only to be heard."""
        scenario = self.lesson.scenario
        self.console.print()
        count = len(scenario.file.turns)
        self.say(f"第 {number_of(scenario, turn.id)} 题／共 {count} 题　{heading(scenario, turn.id)}", "bold cyan")
        if hidden:
            self.say("（请听题）", "dim")
            return
        for utterance in said:
            self.say(question(turn, utterance.text))
        for letter, text in options(scenario, turn.id, self.lesson.slots).items():
            self._option(letter, text)

    def hung_up(self, by: Speaker) -> None:
        """Nobody hung up: the questions are over, or handed in before."""
        if by == "agent":
            self.say("（交卷了）", "dim")

    def feedback(self, judged: Feedback, answer: str | None) -> None:
        """Right or not, what would be right, and why; nothing is given away where the reply could not be heard."""
        weak, doubtful = judged.weak, judged.unclear
        turn = next((verdict.turn for verdict in judged.verdicts if verdict.turn), "")
        for verdict in doubtful:
            self._indented(Text(f"{verdict.why}。", style="magenta"))
        if not weak and not doubtful:
            self.say("  ✓ 答对了。", "green")
        for verdict in weak:
            sign, style = ("△", "yellow") if verdict.outcome == "partly" else ("✗", "red")
            self._indented(Text(f"{sign} {verdict.why}。", style=style))
        right = right_answer(self.lesson.scenario, turn, self.lesson.slots) if turn else None
        if right and any(verdict.reason == "no_reply" for verdict in weak):
            self._indented(Text(f"正确答案是 {right}。", style="cyan"))
        elif weak and answer and not right:
            self._indented(Text(f"参考答案：{answer}", style="cyan"))
        why = explanation(self.lesson.scenario, turn, self.lesson.slots) if turn and not doubtful else None
        if why:
            self._indented(Text(why, style="dim"))

    def _option(self, letter: str, text: str) -> None:
        body = wrap(text, width_of(self.console) - 5).plain.split("\n")
        for number, line in enumerate(body):
            self.console.print(Text(f"  {letter if not number else ' '}  {line}"))
