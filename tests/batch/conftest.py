from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

Make = Callable[..., Scenario]

HEAD = "id: s\ntitle: 测试\nkind: inbound\n"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A scenario from the YAML of its turns and rules; packs by name."""

    def load_text(text: str, kind: str = "inbound", **packs: str) -> Scenario:
        (tmp_path / "packs").mkdir(exist_ok=True)
        for name, pack in packs.items():
            (tmp_path / "packs" / f"{name}.yaml").write_text(
                f"pack: {name}\n" + textwrap.dedent(pack), encoding="utf-8"
            )
        path = tmp_path / "s.yaml"
        path.write_text(HEAD.replace("inbound", kind) + textwrap.dedent(text), encoding="utf-8")
        return load(path)

    return load_text
