"""The store of a data folder, opened: made where there is none, with the sessions that were kept as JSON before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.history.database import FILE, connected
from trainer.history.import_sessions import import_sessions
from trainer.history.store import Store


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """The store of a data folder. Raises HistoryError."""
    with connected(folder) as connection:
        store = Store(connection, folder / FILE)
        if not store.read_only:
            store.broken = import_sessions(store, folder)
        yield store
