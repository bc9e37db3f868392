"""How far the record has come on its way to the office, and the sending of it."""
