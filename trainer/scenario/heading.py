"""The heading of a scenario file: what a list shows of it, read without shaping the turns, rules and examples.

Looking at a whole file takes a hundred times as long, most of it for the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from trainer.errors import ScenarioError
from trainer.scenario.source import read_text
from trainer.scenario.yaml_nodes import LOADER

Kind = Literal["inbound", "outbound", "follow_up", "complaint", "message", "checklist", "quiz"]
Cue = Literal["ring", "line", "silence", "hangup"]

# What people read for them, in the order they are listed.
KINDS: Mapping[str, str] = {
    "inbound": "来电",
    "outbound": "外呼",
    "follow_up": "回访",
    "complaint": "投诉",
    "message": "代接留言",
    "checklist": "录音质检",
    "quiz": "问答",
}
CUES: Mapping[str, str] = {"line": "对方说话", "ring": "电话铃响", "silence": "对方不出声", "hangup": "对方挂机"}
LEVELS = ("1", "2", "3")
KEYS = frozenset({"id", "title", "kind", "level"})


@dataclass(frozen=True, slots=True)
class Heading:
    """The keys that say what a scenario is."""

    path: Path
    id: str
    title: str
    kind: str
    level: int = 1


def heading(path: Path) -> Heading | None:
    """The file's heading; None where it cannot be read, lacks a key or holds something else than it should."""
    keys: dict[str, str] = {}
    try:
        for key, value in _top_keys(read_text(path)):
            keys[key] = value
            if keys.keys() >= KEYS:
                break
    except (ScenarioError, yaml.YAMLError):
        return None
    level = keys.get("level", "1")
    if not (keys.get("id") and keys.get("title")) or keys.get("kind") not in KINDS or level not in LEVELS:
        return None
    return Heading(path, keys["id"], " ".join(keys["title"].split("\n")).strip(), keys["kind"], int(level))


def _top_keys(text: str) -> Iterator[tuple[str, str]]:
    """Those of the top keys whose value is plain text, with it, in file order. Raises YAMLError."""
    depth, key = 0, None
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            key = key if depth > 1 else None
        elif depth == 1 and isinstance(event, yaml.NodeEvent):
            value = event.value if isinstance(event, yaml.ScalarEvent) else ""
            if key is None:
                key = value
            else:
                yield key, value
                key = None
