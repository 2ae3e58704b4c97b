from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

TALK = """\
id: talk
title: 报修
kind: inbound
slots: {公司: 海棠苑}
caller: {name: 陈女士}
facts: {诉求: [漏水, 门锁]}
use: [small]
turns:
  - id: greet
    cue: ring
    rules:
      - {id: hello, required: 您好, points: 10}
      - {id: office, required: "{公司}服务中心", points: 10}
      - {id: quick, answer: 3 rings, points: 0}
  - id: hear
    line: 你好，{公司}吗？我家漏水，门锁也坏了！
    rules:
      - {id: sorry, required: <致歉>, points: 20, hint: 先致歉}
      - {id: missing, required: [请问还有没有遗漏的地方], points: 10}
      - {id: read-back, repeat: [诉求], points: 10}
      - {id: promise, banned: 肯定赔, fatal: true}
    next:
      - {if: {missed: sorry}, go: angrier}
      - {if: {missed: promise}, go: end}
      - {go: close}
  - id: angrier
    recovery: hear.sorry
    line: [你就一句话都不说？, 连句抱歉都没有！]
    rules:
      - {id: sorry, required: <致歉>, points: 5}
    next:
      - {if: {silent: true}, go: angrier}
      - {if: [{said: 投诉}, {not_said: [抱歉, 遗憾]}], go: end}
      - {go: close}
  - id: close
    line: 那我等你们的消息。
    rules:
      - {id: bye, required: 再见, points: 20}
  - id: goodbye
    cue: hangup
rules:
  - {id: recorded, required: 记下来, points: 10}
  - {id: polite, courtesy: {请: 2, 谢谢: 1}, points: 20}
  - {id: rescued, banned: 不归我管, unless: [就算是不归我管, 不归我管的也], applies_when: {met: hear.sorry}}
"""

SMALL = """\
pack: small
lists:
  致歉: [非常抱歉给您带来不便, 抱歉, 对不起]
rules:
  - id: unknown
    banned: 不知道
    unless: ["不知道您(是否)?方便", 问过了才说不知道]
    deduct: 2
  - {id: not-ok, banned: 不行, deduct: 3}
"""

CHECKLIST = """\
id: listen
title: 质检
kind: checklist
rules:
  - {id: hello, required: 您好, points: 10}
  - {id: unknown, banned: 不知道, deduct: 2}
"""


@pytest.fixture
def talk_path(tmp_path: Path) -> Path:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "small.yaml").write_text(SMALL, encoding="utf-8")
    path = tmp_path / "talk.yaml"
    path.write_text(TALK, encoding="utf-8")
    return path


@pytest.fixture
def talk(talk_path: Path) -> Scenario:
    return load(talk_path)


@pytest.fixture
def scenario_of(tmp_path: Path) -> Callable[[str, str], Scenario]:
    def scenario_of(text: str, name: str) -> Scenario:
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path)

    return scenario_of
