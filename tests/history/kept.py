"""Calls of the small scenario tests/practice/mini.yaml, scored and kept in the store of the settings' data folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from trainer import scoring, settings
from trainer.call import Call, Clip, Utterance
from trainer.history.after_call import remember
from trainer.history.opened import opened
from trainer.history.values import Session, Trainee
from trainer.scenario.load import load

MINI = Path(__file__).parents[1] / "practice" / "mini.yaml"
BAD = ("喂", "嗯", "好")
HALF = ("您好", "非常抱歉", "好")
GOOD = ("您好，海棠苑客户服务中心", "非常抱歉", "再见")
NOW = datetime(2026, 11, 21, 9, 0).astimezone()


def call_of(replies: tuple[str, ...], *, sound: bool = False, **fields: Any) -> Call:
    """The replies to greet, hear and bye, typed; `sound`: as if spoken and kept, a second each."""
    said = []
    for nth, (turn, text) in enumerate(zip(("greet", "hear", "bye"), replies, strict=True)):
        one = Utterance(speaker="agent", text=text, turn=turn)
        if sound:
            clip = Clip(f"{nth + 1:03}.flac", float(nth))
            one = replace(one, recognised=True, start=nth + 0.0, end=nth + 1.0, audio=clip)
        said.append(one)
    return Call(utterances=tuple(said), path=("greet", "hear", "bye"), ended_by="caller", **fields)


def keep(replies: tuple[str, ...], days_ago: float = 0, who: str | None = "小王", **fields: Any) -> int:
    """Score and keep a call; its number. Fields of the session, and `call`: another one than the replies make."""
    scenario = load(MINI)
    mode = fields.get("mode", "practice")
    call = fields.pop("call", None) or call_of(replies, mode=mode)
    started = NOW - timedelta(days=days_ago)
    given: dict[str, Any] = {
        "key": f"{started:%Y%m%d-%H%M%S}-mini-{replies[0]}",
        "started": started,
        "scenario": "mini",
        "sha256": scenario.sha256,
        "title": scenario.file.title,
        "mode": mode,
        "source": "keyboard",
        "scenario_path": str(MINI),
        "card": scoring.score(scenario, call),
        **fields,
    }
    with opened(settings.load().data_folder) as store:
        trainee: Trainee | None = None
        if who is not None:
            trainee = store.trainee(who)
            store.remember_trainee(trainee)
        session = store.save(Session(trainee=trainee, **given), scenario)
        remember(store, session)
    assert session.number is not None
    return session.number
