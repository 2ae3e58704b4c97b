from __future__ import annotations

import pytest

from trainer.batch.cluster_address import ClusterAddress, in_the_open, parse_cluster


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("local:1", ClusterAddress(local=1)),
        ("local:256", ClusterAddress(local=256)),
        ("tcp://127.0.0.1:8786", ClusterAddress(scheduler="tcp://127.0.0.1:8786")),
        ("tls://score-1.example:8786", ClusterAddress(scheduler="tls://score-1.example:8786")),
        ("tcp://[fe80::1]:8786", ClusterAddress(scheduler="tcp://[fe80::1]:8786")),
    ],
)
def test_addresses(text: str, address: ClusterAddress) -> None:
    assert parse_cluster(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "local", "local:0", "local:257", "local:two", "local:２", "tcp://host", "tcp://host:0", "tcp://host:65536",
     "ucx://host:1", "host:8786", "tcp://a b:1", "tcp://用户:1", "tcp://user@host:1", "tcp://host:1\n"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="no cluster"):
        parse_cluster(text)


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("tcp://127.0.0.1:1", False),
        ("tcp://127.8.0.1:1", False),
        ("tcp://localhost:1", False),
        ("tcp://[::1]:1", False),
        ("tls://10.0.0.7:1", False),
        ("tcp://10.0.0.7:1", True),
        ("tcp://[fe80::1]:1", True),
        ("tcp://localhost.example:1", True),
    ],
)
def test_only_loopback_needs_no_encryption(address: str, open_: bool) -> None:
    assert in_the_open(address) is open_
