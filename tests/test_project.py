"""What holds for the project as a whole."""

from __future__ import annotations

import os
import random
import socket
from importlib import import_module
from pathlib import Path

import click
import pytest

from trainer.cli import COMMANDS
from trainer.errors import TrainerError

ROOT = Path(__file__).resolve().parents[1]
MANUALS = ("docs/USING.md", "docs/zh/USING.md")


@pytest.mark.parametrize("manual", MANUALS)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_manual(name: str, manual: str) -> None:
    assert f"| `trainer {name}` |" in (ROOT / manual).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_list_is_a_command_of_that_name(name: str) -> None:
    module, line = COMMANDS[name]
    command = import_module(module).command
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.help
    assert line


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as plain, pytest.raises(OSError, match="must not use the network"):
        plain.connect(("127.0.0.1", 9))
    with pytest.raises(OSError, match="must not use the network"):
        socket.create_connection(("example.org", 80), timeout=1)


@pytest.mark.local_network
def test_a_server_of_the_tests_own_may_be_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
    with socket.socket() as plain, pytest.raises(OSError, match="must not use the network"):
        plain.connect(("192.0.2.1", 9))


def test_home_is_the_tests_own(own_home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert Path.home() == own_home
    assert tmp_path_factory.getbasetemp() in own_home.parents
    assert os.environ["XDG_DATA_HOME"].startswith(str(own_home))


def test_random_numbers_are_the_same_each_time() -> None:
    first = random.random()
    random.seed(20261121)
    assert first == random.random()


def test_every_error_has_its_own_code() -> None:
    import trainer.errors as errors

    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TrainerError)]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.exit_code == errors.EXIT_INPUT for kind in kinds)
