"""Threshold: the warrant-check desk of a public facility, offline."""

__version__ = "0.1.0"
