"""What a C library writes to the terminal while it works: kept off the screen, and nothing else with it.

libmpg123 complains in English about every frame of an mp3 that it mends, sherpa-onnx about a model it cannot use. The
stream they write to (file descriptor 2) belongs to the whole process: what other threads write there meanwhile is
passed on.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2  # file descriptor
MPG123 = re.compile(rb"^(?:\[src/libmpg123/|Note: |Warning: |Error: ).*\n?", re.MULTILINE)
SHERPA = re.compile(
    rb"^.*sherpa-onnx[/\\]csrc.*\n?(?:\s*Caught exception:[\s\S]*?Return an empty result.*\n?)?|^.*onnxruntime.*\n?",
    re.MULTILINE,
)
MOST = 1_000_000  # bytes passed on; a broken file may bring endless complaints

_one_at_a_time = threading.Lock()


@contextmanager
def kept_off_the_screen(complaint: re.Pattern[bytes] = MPG123) -> Iterator[list[bytes]]:
    """Catch what is written to the error stream inside; the lines that are no complaints are written when it is over.

    The complaints stand in the list then. Keep the inside short: other threads' lines wait for its end. Where there is
    no error stream nothing happens.
    """
    complaints: list[bytes] = []
    with _one_at_a_time:
        try:
            real = os.dup(STDERR)
        except OSError:
            real = -1
        if real < 0:
            yield complaints
            return
        try:
            with tempfile.TemporaryFile() as caught:
                os.dup2(caught.fileno(), STDERR)
                try:
                    yield complaints
                finally:
                    os.dup2(real, STDERR)
                    caught.seek(0)
                    written = caught.read(MOST)
                    complaints.extend(found[0] for found in complaint.finditer(written))
                    lines = complaint.sub(b"", written).splitlines(keepends=True)
                    if text := b"".join(one for one in lines if one.strip()):
                        os.write(real, text)
        finally:
            os.close(real)
