"""Keep PortAudio and ALSA from writing debug lines over the trainee's screen."""

from __future__ import annotations

import ctypes
import platform
from functools import cache


@cache
def quiet() -> None:
    """Let C's `stderr` lead nowhere, for the rest of the process; Python's own stderr and crash reports stay.

    PortAudio prints "Expression … failed" from its own thread whenever a device goes, with no way to turn it off.
    Only where C's library is glibc: elsewhere the variable has another name or cannot be written.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    nowhere = libc.fopen(b"/dev/null", b"w")
    if nowhere:
        ctypes.c_void_p.in_dll(libc, "stderr").value = nowhere
