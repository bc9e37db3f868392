"""The incident report: what it says, as data (`outline`), and how that is drawn (`pdf`) or written (`text`)."""
