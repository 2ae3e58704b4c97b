"""The identity of a scenario: sha256 over canonical JSON of what its author and its packs' authors wrote.

Plain data only, every scalar as written: nothing depends on the machine, the order of keys or the library's versions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(data: Any) -> str:
    """The same text for the same data, whatever the order of keys."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(scenario: Mapping[str, Any], packs: Mapping[str, Any]) -> str:
    """Over the scenario's data and, by name, the data of the packs it uses."""
    written = canonical({"format": 1, "scenario": dict(scenario), "packs": dict(packs)})
    return hashlib.sha256(written.encode("utf-8")).hexdigest()
