"""Scoring recordings: speech to a Call, its utterances to the scenario's turns, the Call to a scorecard."""
