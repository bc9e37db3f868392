"""Finds the lines of a file of stories, which TOML's own reader does not tell, for findings that a person can go to."""

import re


class Lines:
    """Where in a file a story, and a line of it, stands."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.starts = [at for at, line in enumerate(self.lines) if re.match(r"\s*\[\[\s*story\s*\]\]", line)]

    def story(self, number: int) -> int:
        """The line of a story's head, both counted from 1; 1 where it stands in no table of its own."""
        return self.starts[number - 1] + 1 if 0 < number <= len(self.starts) else 1

    def key(self, number: int, key: str, table: str = "", nth: int = 1) -> int:
        """The line of a key in a story, below the `nth` table of this name where one is given."""
        first = self.story(number) if number else 0
        end = self.story(number + 1) - 1 if 0 < number < len(self.starts) else len(self.lines)
        if table:
            heads = [
                at
                for at in range(first, end)
                if re.match(rf"\s*\[+\s*{re.escape(table)}\s*\]+", self.lines[at])
            ]
            first = heads[nth - 1] + 1 if nth <= len(heads) else first
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        return next((at + 1 for at in range(first, end) if wanted.match(self.lines[at])), first)
