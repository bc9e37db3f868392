"""The outcome page: what to do now, and what can follow."""
