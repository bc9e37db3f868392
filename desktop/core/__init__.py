"""What happens at the desk, in plain Python: no window, no file, no clock."""
