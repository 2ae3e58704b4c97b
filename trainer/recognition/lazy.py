"""Import a library without one of the libraries it imports itself but we never use through it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


class _Absent(ModuleType):
    """Stands in for a module nobody calls; using it is an ImportError."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(f"{self.__name__}.{name}: not loaded")


@contextmanager
def without(name: str) -> Iterator[None]:
    """Inside, `import name` gives an empty stand-in; afterwards it works as usual. Already loaded: nothing happens."""
    if name in sys.modules:
        yield
        return
    stand_in = _Absent(name)
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
