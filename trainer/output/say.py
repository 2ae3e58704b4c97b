"""Plain lines on stdout and stderr."""

from __future__ import annotations

import sys

import click

from trainer.visible import visible


def say(text: str = "", *, err: bool = False, end: str = "\n") -> None:
    """Print the text, and `end` after it."""
    click.echo(visible(text) + end, nl=False, err=err)


def status(text: str) -> None:
    """Draw over the line of stderr that was drawn last; only where stderr is a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{visible(text)}", nl=False, err=True)


def ask(question: str, default: str) -> str:
    """A short answer from the terminal, asked on stderr. Raises click.Abort at the end of input."""
    return str(click.prompt(visible(question), default=default, show_default=False, err=True)).strip()
