"""What the trainee sees during the conversation. Texts are data: nothing in them is read as markup."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from trainer.call import Speaker, Utterance
from trainer.output.styled import VisibleConsole
from trainer.practice.conversation import Lesson
from trainer.practice.feedback import Feedback
from trainer.practice.prompts import prompts_for
from trainer.report.console import nearest, quote, slip
from trainer.report.display import portion, remark
from trainer.report.simple import simple
from trainer.report.summary import WIDTH, width_of
from trainer.report.wrap import folded, wrap
from trainer.scenario.model import Turn
from trainer.scorecard import Verdict
from trainer.scoring.points import FREE_HINTS, HINT_COST
from trainer.scoring.rule_label import label
from trainer.text.template import fill
from trainer.voice.read_aloud import directions

MOST_CORRECTIONS = 3  # told in full after a reply; of more only the names
MOST_OPEN = 4  # things of the whole call that are named after a reply


def console() -> Console:
    """Standard output, as wide as the window is when something is drawn; plain and WIDTH wide where there is none."""
    window = VisibleConsole()
    return window if window.is_terminal else VisibleConsole(width=WIDTH)


class Screen:
    """Prints the conversation."""

    def __init__(self, console: Console, lesson: Lesson) -> None:
        self.console, self.lesson = console, lesson

    def say(self, text: str, style: str = "") -> None:
        """One line of the program's own."""
        self._print(Text(text, style=style))

    def brief(self, how: str = "", *, again: bool = False) -> None:
        """Title, task, and how to reply; `again`: the call goes on where it was left."""
        file = self.lesson.scenario.file
        mode = "考核 · " if self.lesson.mode == "exam" else "练习 · "
        self.console.print(Text(f"{mode}{'接着上次：' if again else ''}{file.title}", style="bold"))
        if file.brief:
            self.say(folded(fill(file.brief, self.lesson.slots)))
        if how:
            self.say(how, "dim")

    def caller(self, turn: Turn, said: Sequence[Utterance], *, hidden: bool = False) -> None:
        """The caller's line, or what stands for it; `hidden`: it is only to be heard."""
        self.console.print()
        if turn.cue == "ring" and not said:
            self.say("（电话接通了，请先开口）", "dim")
        elif turn.cue == "silence" and not said:
            self.say("（对方没有说话）", "dim")
        for utterance in said:
            name = self.lesson.scenario.file.caller.name
            words = (directions(utterance.text) or "（请听）", "dim") if hidden else utterance.text
            self._print(Text.assemble((f"{name}：", "bold cyan"), words))

    def hung_up(self, by: Speaker) -> None:
        """Who ended the call."""
        self.say("（您挂机了）" if by == "agent" else "（对方挂机了）", "dim")

    def heard(self, utterances: Sequence[Utterance]) -> None:
        """The trainee's reply, echoed where it was not typed here."""
        words = "".join(simple(u.text) if u.recognised else u.text for u in utterances)
        self._print(Text.assemble((prompts_for(self.lesson.scenario).prompt, "bold"), words or "（没有说话）"))

    def feedback(self, judged: Feedback, answer: str | None) -> None:
        """What was good in the turn, what was not, what may have sounded odd, and how it could be said."""
        good = [v for v in judged.verdicts if v.outcome == "met" and not v.deducted and v.points]
        if judged.fine:
            self.say("  说得好，要点都说到了。" if good else "  好的。", "green")
        else:
            self._told("做到", good, "green")
        self._told("补上了", judged.made_up, "green")
        self._slips(good)
        self._told("没听清，不扣分", judged.unclear, "magenta")
        unsaid = [v for v in judged.weak if v.reason == "no_reply"]
        self._told("没有回答。这里要", unsaid, "red")
        wrong = [v for v in judged.weak if v not in unsaid]
        for verdict in wrong[:MOST_CORRECTIONS]:
            self._correct(verdict)
        self._told("还要改", wrong[MOST_CORRECTIONS:], "dim")
        self._told("还可以在下一句补上", judged.later, "yellow")
        spoken = self.lesson.source != "keyboard"
        for mark in judged.review:
            self._indented(Text(f"请留意：{remark(mark, spoken=spoken, trainee=True)}", style="magenta"))
        if answer:
            self._indented(Text(f"参考说法：{answer}", style="cyan"))
        self._told("整通电话里还要说到", judged.whole, "dim", MOST_OPEN)

    def _told(self, title: str, verdicts: Sequence[Verdict], style: str, most: int | None = None) -> None:
        """A line of labels, the first `most`; where there are more, how many."""
        names = [label(self.lesson.scenario, v, self.lesson.slots) for v in verdicts]
        more = f" 等 {len(names)} 样" if most and len(names) > most else ""
        if names:
            self._indented(Text(f"{title}：{'；'.join(names[:most])}{more}", style=style))

    def _correct(self, verdict: Verdict) -> None:
        name = label(self.lesson.scenario, verdict, self.lesson.slots)
        goal = "" if verdict.deducted or name in verdict.why else f"{name}——"
        text = Text(f"要改：{goal}{verdict.why}", style="yellow" if verdict.outcome == "partly" else "red")
        for evidence in nearest(verdict):
            text.append(f"（最接近的：{quote(evidence)}）", style="dim")
        self._indented(text)

    def hint(self, text: str, number: int) -> None:
        """A hint and what it costs."""
        cost = f"免费 {number}/{FREE_HINTS}" if number <= FREE_HINTS else f"这条扣该项{portion(HINT_COST)}分"
        self.say(f"  提示（{cost}）：{fill(text, self.lesson.slots)}", "cyan")

    def help(self) -> None:
        """The keys."""
        self._indented(Text(prompts_for(self.lesson.scenario).keys, style="dim"))

    def _slips(self, verdicts: Sequence[Verdict]) -> None:
        found = ((slip(e), f"“{e.said}”") for v in verdicts for e in v.evidence if e.counted)
        words: dict[str, dict[str, None]] = {}
        for better, said in found:
            words.setdefault(better, {})[said] = None
        words.pop("", None)
        for better, said_so in words.items():
            self._indented(Text(f"{''.join(said_so)}：{better}", style="yellow"))

    def _print(self, text: Text) -> None:
        self.console.print(wrap(text, width_of(self.console)))

    def _indented(self, text: Text) -> None:
        self.console.print(wrap(text, width_of(self.console), "  "))
