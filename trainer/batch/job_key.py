"""What makes two jobs the same work: a key over all that decides the result."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from trainer import __version__
from trainer.batch.jobs import Job
from trainer.regular_file import open_regular

PIECE = 1 << 20  # bytes read at a time


def content_of(recording: str) -> str:
    """The sha256 of the recording's bytes. Raises OSError, ValueError for a name that no system takes."""
    digest = hashlib.sha256()
    with open_regular(Path(recording)) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def job_key(job: Job, content: str, engine: str | None, model: str | None) -> str:
    """The sha256 over content, scenario, engine, model, version of the program and options.

    `content`: as `content_of` gives it; `engine` and `model`: None for a stored call, which nothing hears. The file's
    name and place are no part of it, nor are trainee and date: they change no judgement.
    """
    told = {
        "content": content,
        "scenario": job.scenario,
        "engine": engine,
        "model": model,
        "version": __version__,
        "options": asdict(job.options),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode("ascii")).hexdigest()
