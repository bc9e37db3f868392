"""The page that shows the report of a visit, saves and prints it."""
