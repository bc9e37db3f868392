"""Changing an earlier answer: what is right, and what would not count any more."""
