"""Removing what may not be kept: the page and what leads there."""
