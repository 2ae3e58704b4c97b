"""Sound in, numbers out: decode, resample, level, speech (VAD). Knows nothing of words or calls."""
