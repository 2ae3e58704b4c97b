"""What is to be said about the speech model before its scores are read: that it was not tuned, or never measured."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from trainer.errors import ModelError
from trainer.output.say import say

if TYPE_CHECKING:
    from trainer.recognition import Engine
    from trainer.recognition.installed import Installed


def tell_caveat(installed: Installed) -> None:
    """On stderr; nothing about a tuned model."""
    from trainer.recognition.choosing import caveat

    if told := caveat(installed):
        say(told, err=True)


def tell_caveat_of(engine: Engine, model: str | None) -> None:
    """The same of the model that will be opened; where there is none, whoever opens it says so."""
    from trainer.recognition.engines import choose
    from trainer.recognition.models import Models

    with suppress(ModelError):
        tell_caveat(choose(engine, model, Models()))
