"""What a C library writes to the terminal while it works: kept off the screen, and nothing else with it.

libmpg123 complains in English about every frame of an mp3 that it mends. The stream it writes to (file descriptor 2)
belongs to the whole process: what other threads write there meanwhile is passed on.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2  # file descriptor
COMPLAINTS = b"[src/libmpg123/", b"Note: ", b"Warning: ", b"Error: "  # how its lines begin
MOST = 1_000_000  # bytes passed on; a broken file may bring endless complaints

_one_at_a_time = threading.Lock()


@contextmanager
def kept_off_the_screen() -> Iterator[None]:
    """Catch what is written to the error stream inside; the lines that are no complaints are written when it is over.

    Keep the inside short: other threads' lines wait for its end. Where there is no error stream nothing happens.
    """
    with _one_at_a_time:
        try:
            real = os.dup(STDERR)
        except OSError:
            real = -1
        if real < 0:
            yield
            return
        try:
            with tempfile.TemporaryFile() as caught:
                os.dup2(caught.fileno(), STDERR)
                try:
                    yield
                finally:
                    os.dup2(real, STDERR)
                    caught.seek(0)
                    lines = caught.read(MOST).splitlines(keepends=True)
                    if text := b"".join(one for one in lines if one.strip() and not one.startswith(COMPLAINTS)):
                        os.write(real, text)
        finally:
            os.close(real)
