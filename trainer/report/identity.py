"""Whose scorecard it is, of when, and by which version of which scenario: one line under its title."""

from __future__ import annotations

from rich.text import Text

from trainer.history.values import Session
from trainer.output.local_time import local_time
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard
from trainer.visible import one_line

NOBODY = "未署名"
STAFF_NUMBER = "工号"  # the slot
SHORT_SUM = 12  # hexadecimal digits of a version that tell it from all others


def version(sha256: str) -> str:
    """The version of a scenario in a few characters."""
    return f"版本 {sha256[:SHORT_SUM]}"


def staff_number(card: Scorecard, scenario: Scenario, session: Session | None = None) -> str | None:
    """The trainee's own 工号; the scenario's sample number is nobody's."""
    if session is not None and session.trainee is not None and session.trainee.staff_number:
        return session.trainee.staff_number
    given = card.call.slots.get(STAFF_NUMBER)
    return given if given and given != scenario.file.slots.get(STAFF_NUMBER) else None


def whose(card: Scorecard, scenario: Scenario, session: Session | None = None) -> Text:
    """The line. `session`: the scorecard's, where it has one."""
    call = card.call
    recorded = call.mode == "recording"
    number = staff_number(card, scenario, session)
    trainee = session.trainee.name if session is not None and session.trainee is not None else call.trainee
    name = trainee or ("" if recorded else NOBODY)
    if name and number:
        name += f"（工号 {number}）"
    parts = [
        f"{'客服' if recorded else '学员'} {name}" if name else "",
        local_time(session.started) if session is not None else "",
        f"录音 {call.source}" if recorded and call.source else "",
        f"情景 {scenario.id}",
        version(card.scenario_sha256),
    ]
    return Text(one_line(" · ".join(part for part in parts if part)), style="dim")
