"""Offline trainer for call-centre scripts and phone etiquette in Mandarin."""

__version__ = "0.1.0"
