"""The window of a supervisor at the office: visits of all desks, read-only."""
