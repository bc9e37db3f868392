"""The policy in the window: read it, check a draft of it while it is written, and try it."""
