"""How long a test waits for what must come: a loaded machine is slow, a broken program never gets there."""

PATIENCE = 300.0
"""Seconds; only a test that fails waits so long."""
