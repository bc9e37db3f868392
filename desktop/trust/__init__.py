"""Keys and, later, signatures: what the adapters above need to trust a file."""
