"""One HTML file that stands alone: templates with every text escaped, a policy that lets nothing in or out."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from trainer.report.display import number
from trainer.report.markup import Markup
from trainer.visible import visible

TEMPLATES = Path(__file__).with_name("templates")
NOTHING_ELSE = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"


def render(template: str, *, title: str, script: str | None = None, beside: bool = False, **values: Any) -> str:
    """The whole file. `script`: one of the templates' .js files; `beside`: sound is in a folder beside the file."""
    code = "" if script is None else _read(script)
    style = _read("style.css")
    media = "data: 'self' file:" if beside else "data:"
    policy = f"{NOTHING_ELSE}; style-src {_sum(style)}; media-src {media}" + (
        f"; script-src {_sum(code)}" if code else ""
    )
    page = _environment().get_template(template)
    return page.render(title=title, policy=policy, style=Markup(style), script=Markup(code), **values)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["number"] = number
    return found


def _shown(value: Any) -> Any:
    """What stands for a value: texts of any origin without what steers a reader."""
    return visible(value) if type(value) is str else value


@cache
def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").strip()


def _sum(text: str) -> str:
    """By what the policy knows a script or a style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
