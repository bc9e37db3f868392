"""The command line: the second front end, for IT, counsel and scripts. One file for each family of commands."""
