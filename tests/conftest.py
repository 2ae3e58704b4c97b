"""For every test: no network, no writing into the home directory, the same random numbers each time."""

from __future__ import annotations

import random
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from trainer.scenario.library import default_library, library
from trainer.scenario.load import Loaded, examine
from trainer.scenario.packs import PackFolder

DEVICE = Path(__file__).with_name("device")
LOCAL = ("127.0.0.1", "::1", "localhost")


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a sound card; files that need a real model first, so that none is left for the end."""
    for item in items:
        if DEVICE in item.path.parents:
            item.add_marker("device")
    slow = {item.path for item in items if item.get_closest_marker("model")}
    items.sort(key=lambda item: item.path not in slow)


class NetworkBlockedError(OSError):
    """A test tried to reach the network."""


@pytest.fixture
def local_network() -> None:
    """The test talks to a server of its own on 127.0.0.1 (as the mark `local_network` says, too)."""


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("any machine", deadline=None)  # no test asserts a time
    settings.load_profile("any machine")
    config.addinivalue_line("markers", "local_network: talks to a server of its own on 127.0.0.1")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets of this process reach nothing; AF_UNIX is no network; `local_network` opens this computer only."""
    local = "local_network" in request.fixturenames or request.node.get_closest_marker("local_network") is not None

    def check(host: Any) -> None:
        if not (local and host in LOCAL):
            raise NetworkBlockedError(f"tests must not use the network: {host!r}")

    def guarded(name: str) -> Any:
        original = getattr(socket.socket, name)

        def call(self: socket.socket, *arguments: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None):
                check(arguments[-1][0])
            return original(self, *arguments)

        return call

    lookup = socket.getaddrinfo

    def guarded_lookup(host: Any, *arguments: Any, **more: Any) -> Any:
        check(host)
        return lookup(host, *arguments, **more)

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory of the test's own, for this process and those it starts."""
    home = tmp_path_factory.mktemp("家")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home / name.lower()))
    return home


@pytest.fixture(scope="session")
def loaded_library() -> Mapping[Path, Loaded]:
    """Every scenario of the library with its problems, read once for all tests."""
    packs = PackFolder(default_library() / "packs")
    return {path: examine(path, packs) for path in library(default_library())}


@pytest.fixture(autouse=True)
def _same_random_numbers() -> None:
    random.seed(20261121)
    np.random.seed(20261121)
