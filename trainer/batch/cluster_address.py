"""Where a batch is scored beyond this process: `local:N`, `tcp://host:8786` or `tls://host:8786`."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

MOST_LOCAL = 256  # processes on this computer


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """N processes of this computer, or the scheduler of others."""

    local: int | None = None  # processes
    scheduler: str | None = None  # as Dask writes it


def parse_cluster(text: str) -> ClusterAddress:
    """What `--cluster` says. Raises ValueError.

    >>> parse_cluster("local:4")
    ClusterAddress(local=4, scheduler=None)
    >>> parse_cluster("tls://score.example:8786").scheduler
    'tls://score.example:8786'
    """
    if found := re.fullmatch(r"local:([0-9]{1,3})", text):
        if 1 <= (count := int(found[1])) <= MOST_LOCAL:
            return ClusterAddress(local=count)
    elif (found := re.fullmatch(r"(?:tcp|tls)://(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):([0-9]{1,5})", text, re.ASCII)) and (
        0 < int(found[1]) < 1 << 16
    ):
        return ClusterAddress(scheduler=text)
    raise ValueError(f"no cluster: {text}")


def in_the_open(address: str) -> bool:
    """Whether what is sent there crosses a network unencrypted.

    >>> in_the_open("tcp://10.0.0.7:8786"), in_the_open("tls://10.0.0.7:8786"), in_the_open("tcp://[::1]:8786")
    (True, False, False)
    """
    scheme, _, place = address.partition("://")
    host = place.rpartition(":")[0].strip("[]")
    if scheme != "tcp":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return host != "localhost"
