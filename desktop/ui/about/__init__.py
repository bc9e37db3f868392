"""How the record stands, what protects it and what does not."""
