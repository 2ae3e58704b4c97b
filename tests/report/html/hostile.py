"""Texts that would like to be more than text, in every field that holds text of others."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests.report.html.made import CHINA
from trainer import scoring
from trainer.call import Call, Utterance
from trainer.history.values import Session, Trainee
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

HOSTILE = (
    "<script>window.pwned = 1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "{{7*7}}{% for x in y %}",
    "'onmouseover='window.pwned=1",
    "=1+1",
    "</style></title><b>",
)
RTL = "\u202e\u2066"
WORST = "　".join(HOSTILE)
FILLED = "　".join(one for one in HOSTILE if "{" not in one)  # where a scenario's text has slots
LONG = "长" * 10_000


def hostile_scenario() -> Scenario:
    """Every text of it hostile."""
    data = {
        "id": "evil",
        "title": f"=标题{WORST}",
        "kind": "inbound",
        "variants": {"one": f"情况{WORST}"},
        "caller": {"name": f"客户{WORST}"},
        "turns": [
            {
                "id": "greet",
                "cue": "ring",
                "rules": [{"id": "hello", "required": "您好", "points": "20", "hint": f"提示{FILLED}"}],
            },
            {
                "id": "ask",
                "line": f"停电了{FILLED}",
                "rules": [{"id": "sorry", "required": "<致歉>", "points": "30", "hint": f"先致歉{FILLED}"}],
            },
        ],
        "lists": {"致歉": ["很抱歉"]},
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "evil.yaml")
        path.write_text(json.dumps(data), encoding="utf-8")
        return load(path)


def hostile_session() -> tuple[Session, Scenario]:
    """A finished session of that scenario."""
    scenario = hostile_scenario()
    call = Call(
        (
            Utterance("agent", f"您好{WORST}{RTL}", "greet"),
            Utterance("caller", f"停电了{WORST}", "ask"),
            Utterance("agent", LONG, "ask"),
        ),
        ("greet", "ask"),
        variant="one",
        trainee=WORST,
        mode="exam",
    )
    card = scoring.score(scenario, call)
    started = datetime(2026, 11, 21, 9, 30, tzinfo=CHINA)
    session = Session("evil", started, "evil", scenario.sha256, scenario.file.title, "exam", "keyboard", 1, card=card,
                      trainee=Trainee(1, f"=姓名{WORST}{RTL}", f"工号{WORST}"), variant="one")  # fmt: skip
    return replace(session, recording=f"/录音/{WORST}.wav"), scenario
