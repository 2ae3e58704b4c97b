"""Ask a child process one thing, with a time-out that really ends it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

# On Windows: no console window flashes up, and a ^C is for us, not for the child, as start_new_session does elsewhere
_ALONE = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_START = "import sys; sys.path.append(sys.argv[1]); from trainer.voice.child import main; main()"


class ChildError(Exception):
    """The child gave no answer: `hung`, `died` or `closed`."""

    def __init__(self, kind: str, detail: str = "") -> None:
        """The kind, and what the child said last."""
        super().__init__(f"{kind}: {detail}")
        self.kind = kind


def own_command() -> tuple[str, ...]:
    """This Python with trainer.voice.child. Nothing is imported from the working folder (-P)."""
    return (sys.executable, "-P", "-c", _START, str(Path(__file__).resolve().parents[2]))


class Children:
    """Runs one child per request; may be used by several threads."""

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        """`timeout` in seconds for each."""
        self._command, self._timeout = tuple(command), timeout
        self._living: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._closed = False

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to the request. Raises ChildError; the child is gone in any case."""
        message = json.dumps({**request, "limit": self._timeout}).encode("ascii")
        child = self._start()
        try:
            out, error = child.communicate(message, timeout=self._timeout)
        except subprocess.TimeoutExpired:
            raise ChildError("hung", f"{self._timeout:g} s") from None
        finally:
            self._end(child)
        if self._closed:
            raise ChildError("closed")
        with suppress(ValueError):
            answer = json.loads(out)
            if isinstance(answer, dict):
                return answer
        raise ChildError("died", f"{child.returncode} {error.decode('utf-8', 'replace').strip()[-300:]}")

    def close(self) -> None:
        """End every child that still runs; whoever waits for one gets a ChildError."""
        with self._lock:
            self._closed = True
            for child in self._living:
                child.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        with self._lock:
            if self._closed:
                raise ChildError("closed")
            try:
                child = subprocess.Popen(
                    self._command,
                    stdin=pipe,
                    stdout=pipe,
                    stderr=pipe,
                    creationflags=_ALONE,
                    start_new_session=True,
                )
            except OSError as error:
                raise ChildError("died", str(error)) from error
            self._living.add(child)
            return child

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._living.discard(child)
        if child.poll() is None:
            child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout, child.stderr):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
