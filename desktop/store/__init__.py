"""The journal on disk: an encrypted SQLite file that only ever grows, and the views computed from it."""
