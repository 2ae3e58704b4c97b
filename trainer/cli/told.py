"""What trainers answered reaches the trainee at his next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.history.store import Store
    from trainer.history.values import Trainee


def tell_answers(store: Store, trainee: Trainee | None) -> None:
    """Print what the trainee has not seen yet, once."""
    answers = () if trainee is None else store.untold(trainee)
    if trainee is None or not answers:
        return
    from trainer.report.session_text import settlement_text

    say("带教老师有话对您说：")
    numbers = {one.number for one in answers}
    titles = {one.number: one.title for one in store.headings(numbers)}
    rules = {(one.number, one.rule): one.label for one in store.rule_results(numbers=numbers)}
    for one in answers:
        rule = rules.get((one.number, one.rule or ""), "")
        about = f"　{one_line(rule)}" if rule else ""
        say(f"  第 {one.number} 号“{one_line(titles.get(one.number, ''))}”{about}　{settlement_text(one)}")
    say(f"看成绩单：trainer results show {answers[-1].number}")
    store.mark_told(trainee)
