"""One function for each thing a person can do; the window and the command line both go through here."""
