from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from trainer.audio import device_quiet

CHILD = """
import ctypes, os, sys
from trainer.audio.device_quiet import quiet
quiet(); quiet()
libc = ctypes.CDLL(None)
libc.fputs(b"from C", ctypes.c_void_p.in_dll(libc, "stderr"))
libc.fflush(None)
print("from Python", file=sys.stderr)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only where C's library is glibc")
def test_c_is_silent_and_python_is_not():
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, encoding="utf-8", check=True)

    assert done.stderr == "from Python\n"


def test_where_there_is_no_dev_null_nothing_is_changed(monkeypatch):
    class Libc:
        @staticmethod
        def fopen(name: bytes, mode: bytes) -> None:
            return None

    monkeypatch.setattr(device_quiet.ctypes, "CDLL", lambda name: Libc)
    monkeypatch.setattr(device_quiet.platform, "libc_ver", lambda: ("glibc", "2.36"))
    monkeypatch.setattr(device_quiet.ctypes, "c_void_p", None)

    device_quiet.quiet.__wrapped__()


def test_elsewhere_nothing_is_touched(monkeypatch):
    monkeypatch.setattr(device_quiet.platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(device_quiet.ctypes, "CDLL", None)

    device_quiet.quiet.__wrapped__()
