"""Setting a desk up in the window: one thing on each page, and nothing written before the last one."""
