"""Threshold: the warrant-check desk of a public facility, offline."""
