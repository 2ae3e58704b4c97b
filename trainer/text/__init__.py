"""Mandarin text, pure: normalise, numerals, sounds, phrase templates, and finding a phrase in what was said."""
