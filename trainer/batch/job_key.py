"""What makes two jobs the same work: a key over all that decides the result."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from trainer import __version__
from trainer.batch.jobs import Job


def job_key(job: Job, content: str, engine: str | None, model: str | None) -> str:
    """The sha256 over content, scenario, engine, model, version of the program and options.

    `content`: the sha256 of the recording; `engine` and `model`: None for a stored call, which nothing hears. The
    file's name and place are no part of it, nor are trainee and date: they change no judgement.
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
