"""Answers to quiz questions with lettered options, pure: which options an answer names, however people say it."""
