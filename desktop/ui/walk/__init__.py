"""The question page: every kind of step."""
