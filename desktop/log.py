"""The program's log: what went wrong, never about whom.

Only a code and numbers are written, words from closed lists of ours, names of our own files and names of
exception classes. Free text has no way in, so that IT can read a log and mail it without reading about
anybody.
"""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from desktop.core.errors import TROUBLE_KINDS
from desktop.core.events import KINDS

FILE = "threshold.log"
MAX_BYTES = 1_000_000
OLD_FILES = 3
CODE = re.compile(r"[a-z][a-z0-9_]{1,47}")
WORDS = frozenset(TROUBLE_KINDS) | frozenset(KINDS) | {"record", "drill", "linux", "win32", "darwin"}
OUR_FILE = re.compile(
    r"threshold\.db(-wal|-shm)?|keyslots\.json|threshold\.log|[a-z]{2}\.toml|pack\.toml|law\.toml"
)
WITHHELD = "(withheld)"

Loggable = int | str | Path | type[BaseException]


class Note:
    """One line of the log. What it cannot vouch for it withholds: a log must not fail the visit that it
    serves."""

    def __init__(self, code: str, values: dict[str, Loggable]) -> None:
        self._code = code if CODE.fullmatch(code) else WITHHELD
        self._values = {name: _safe(value) for name, value in values.items()}

    def __str__(self) -> str:
        return " ".join([self._code, *(f"{name}={value}" for name, value in self._values.items())])


class OnlyNotes(logging.Filter):
    """Lets through what `Log.note` made and nothing else, whoever logs: other libraries quote data."""

    def filter(self, record: logging.LogRecord) -> bool:
        return isinstance(record.msg, Note) and not record.args and record.exc_info is None


class Log:
    """Where the program writes its notes. Make it with `open_log`."""

    def __init__(self, logger: logging.Logger, problem: str = "") -> None:
        self._logger = logger
        self.problem = problem

    def note(self, code: str, **values: Loggable) -> None:
        """Write a line. `code` is a constant of ours (a test sees to that), values are numbers or words of
        ours."""
        self._logger.warning(Note(code, values))

    def close(self) -> None:
        """Let go of the file."""
        for handler in list(self._logger.handlers):
            self._logger.removeHandler(handler)
            handler.close()


def open_log(folder: Path) -> Log:
    """The log in this folder. Where none can be written the program goes on, and `problem` says why for
    `doctor`."""
    logger = logging.Logger("threshold", logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / FILE, maxBytes=MAX_BYTES, backupCount=OLD_FILES, encoding="utf-8"
        )
    except OSError as error:
        logger.addHandler(logging.NullHandler())  # else every note would go to standard error
        return Log(logger, f"No log can be written in {folder}: {error.strerror}.")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    handler.addFilter(OnlyNotes())
    logger.addHandler(handler)
    return Log(logger)


def _safe(value: Loggable) -> str:
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, Path):
        return value.name if OUR_FILE.fullmatch(value.name) else WITHHELD
    return value if value in WORDS else WITHHELD
