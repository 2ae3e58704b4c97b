from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from trainer.audio.decode import read
from trainer.audio.library_noise import SHERPA, kept_off_the_screen

COMPLAINT = b"\nNote: Trying to resync...\n[src/libmpg123/layer3.c:do_layer3():1801] error: part2_3_length too large\n"


def test_only_the_complaints_are_kept_off(capfd):
    with kept_off_the_screen():
        os.write(2, COMPLAINT + "重要的话\n".encode() + COMPLAINT)
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "重要的话\nafter\n"


def test_the_complaints_can_be_had(capfd):
    lines = (
        b"/project/sherpa-onnx/csrc/impl.h:DecodeOneStream:350 \n\nCaught exception:\n\nGot 560\n Expected: 100\n\n"
        b"Return an empty result\n",
        b"D:\\a\\sherpa-onnx\\sherpa-onnx\\csrc\\model.cc:Init:114 'vocab_size' does not exist in the metadata\n",
        b"\x1b[0;93m2026-11-30 [W:onnxruntime:, graph.cc:4] Removing initializer\x1b[m\n",
    )
    with kept_off_the_screen(SHERPA) as complaints:
        os.write(2, "甲\n".encode() + "乙\n".encode().join(lines) + "丙".encode())
    assert complaints == list(lines)
    assert capfd.readouterr().err == "甲\n乙\n乙\n丙"


def test_what_fails_inside_gives_the_stream_back(capfd):
    with pytest.raises(ZeroDivisionError), kept_off_the_screen():
        raise ZeroDivisionError
    os.write(2, b"here\n")
    assert capfd.readouterr().err == "here\n"


def test_other_threads_lose_nothing(capfd):
    begun = threading.Event()

    def talk():
        for number in range(300):
            os.write(2, b"line %d\n" % number)
            begun.set()

    thread = threading.Thread(target=talk)
    thread.start()
    begun.wait()
    while thread.is_alive():
        with kept_off_the_screen():
            os.write(2, COMPLAINT)
    thread.join()
    assert sorted(capfd.readouterr().err.splitlines()) == sorted(f"line {number}" for number in range(300))


def test_without_an_error_stream_it_reads_all_the_same():
    code = (
        "import os; os.close(2); from trainer.audio.library_noise import kept_off_the_screen as k\nwith k(): print(1)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"1"


def test_an_mp3_full_of_faults_is_read_without_a_word(capfd, tmp_path, tone):
    soundfile = pytest.importorskip("soundfile")
    path = tmp_path / "a.mp3"
    soundfile.write(path, tone(3.0, 16000), 16000)
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data), 997):
        data[at] ^= 0x5A
    path.write_bytes(data)
    with soundfile.SoundFile(path) as file:  # libmpg123 has something to say
        file.read()
    assert "Trying to resync" in capfd.readouterr().err
    assert read(path).seconds > 1
    assert capfd.readouterr().err == ""
