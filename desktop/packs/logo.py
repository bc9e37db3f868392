"""Finds the picture that a facility wants on its reports; what cannot be used is listed, and the reports go without it."""

from pathlib import Path

from desktop.core.findings import Finding, shown

MAX_BYTES = 1_000_000
STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def find_logo(file: str, folder: Path, name: object) -> tuple[str, list[Finding]]:
    """The whole path of the logo `name` (beside the facility file, or a whole path), "" for none or an unusable one, which is
    then a warning."""
    if name == "":
        return "", []
    if not isinstance(name, str):
        return "", [_warning(file, f"{shown(name)} is no name of a file.")]
    path = folder / name
    try:
        read_logo(path)
    except ValueError as wrong:
        return "", [_warning(file, str(wrong))]
    return str(path.absolute()), []


def read_logo(path: Path) -> bytes:
    """The bytes of a logo. ValueError with a sentence: gone, unreadable, above 1 MB, neither PNG nor JPEG by its first bytes."""
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as failed:
        raise ValueError(f"The logo {path.name} cannot be read ({failed.strerror}).") from failed
    if len(content) > MAX_BYTES:
        raise ValueError(f"The logo {path.name} is larger than 1 MB.")
    if not content.startswith(STARTS):
        raise ValueError(f"The logo {path.name} is neither a PNG nor a JPEG picture.")
    return content


def _warning(file: str, sentence: str) -> Finding:
    fix = 'Write logo = "logo.png", a PNG or JPEG file of less than 1 MB beside this file. Reports go without it.'
    return Finding("bad_logo", file, "", "logo", sentence, fix, "warning")
