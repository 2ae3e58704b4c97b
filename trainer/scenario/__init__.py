"""Scenario and pack files: what authors may write, every check of it, and the Scenario that loading gives."""
