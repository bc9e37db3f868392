"""The pages of a recovery sheet: one for each part, in plain text that every printer prints and every person can copy by hand."""

from collections.abc import Sequence
from pathlib import Path

from desktop.trust.files import write_new
from desktop.whole import trouble_of

COLUMNS = 4
CELL = 17
RULE = "-" * (COLUMNS * CELL)

PAGE = """THRESHOLD - RECOVERY SHEET
{rule}
Part {number} of {of}.  {needed}

Facility:     {facility}
Sheet:        {name}
Fingerprint:  {fingerprint}
{rule}

{grid}

{rule}
What it is for: these words open the record of this desk when the key file
of its computer is lost, or the computer is. Without them, and without the
office's key or a passphrase, such a record is lost for good.

How it is used: on a computer with Threshold, type
    threshold keys recover --sheet
and then the words of {need} in order. Capitals do not matter.

How it is kept: on paper, in a sealed envelope, under lock and key.{apart}
Do not photograph it, mail it, or keep it in a computer.

Whoever has {enough} and a copy of the record can read the record.
"""


def page(shares: Sequence[str], number: int, need: int, name: str, facility: str, fingerprint: str) -> str:
    """The page of part `number`, from 1. `need` shares open the sheet `name`; `fingerprint` says of which record."""
    of = len(shares)
    words = shares[number - 1].split()
    cells = [f"{at:2} {word:{CELL - 3}}" for at, word in enumerate(words, 1)]
    lines = ["".join(cells[at : at + COLUMNS]).rstrip() for at in range(0, len(cells), COLUMNS)]
    return PAGE.format(
        rule=RULE,
        number=number,
        of=of,
        needed="It opens the record alone."
        if need == 1
        else f"Any {need} of the {of} parts open the record; fewer tell nothing.",
        facility=facility or "-",
        name=name,
        fingerprint=fingerprint,
        grid="\n\n".join(lines),
        need="this part" if need == 1 else f"any {need} parts",
        apart="" if of == 1 else "\nKeep the parts apart, with different people or in different places.",
        enough="this page" if need == 1 else f"{need} of these pages",
    )


def write_pages(
    folder: Path, shares: Sequence[str], need: int, name: str, facility: str, fingerprint: str
) -> list[Path]:
    """Write one file for each part into `folder`, which is made where the one above it is there; for this account only. Trouble
    where that cannot be: then none is left."""
    made: list[Path] = []
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for number in range(1, len(shares) + 1):
            place = folder / f"{name}-part-{number}-of-{len(shares)}.txt"
            write_new(place, page(shares, number, need, name, facility, fingerprint).encode())
            made.append(place)
    except OSError as error:
        for place in made:
            place.unlink(missing_ok=True)
        raise trouble_of(error, f"The recovery sheet could not be written to {folder}", folder) from error
    return made
