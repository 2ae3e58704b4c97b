"""The caller's voice: a recording where there is one, else synthetic speech, else text only."""
