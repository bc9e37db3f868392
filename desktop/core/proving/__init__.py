"""Proves what a policy can and cannot lead to, over every set of answers at once: safety rules, and whether two policies differ."""
