"""Policy packs on disk: read, checked, compiled, and the scenarios that prove them."""
