"""What was practised, examined and scored, by whom: one store of results per data folder (docs/HISTORY.md)."""
