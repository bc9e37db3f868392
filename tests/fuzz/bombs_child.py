"""A process with little memory and little time that is given files which would take far more of both: huge, deep, or saying so.

Prints a line for each: its name, a tab, and what was told of it. Argument: a folder to work in.
"""

import io
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from desktop.services.photos import look
from desktop.services.pictures import many_pages, printed, thumbnail
from tests.fuzz.harness import REFUSALS, InFile, Told, told
from tests.fuzz.logo import Logo
from tests.fuzz.targets import (
    KeptPack,
    Restored,
    Station,
    attachment,
    device_key,
    evidence,
    facility,
    key,
    pack,
    scenario,
    settings,
    slots,
)
from tests.services.papers import pdf

MEMORY, SECONDS = 2 << 30, 120
HUGE = 4 << 30
"""Bytes; the file has a hole, so that it takes none of the disk."""

DEEP = 1_000_000
LAUGHS = (
    b'<!DOCTYPE svg [<!ENTITY a "' + b"ha" * 5_000 + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + each, b"&%c;" % (97 + each) * 20) for each in range(8))
    + b']><svg xmlns="http://www.w3.org/2000/svg">&i;</svg>'
)  # fmt: skip


def png(width: int, height: int) -> bytes:
    """A picture that says it is so wide and high, and has packed nothings in it."""

    def part(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(bytes(50 << 20)))
        + part(b"IEND", b"")
    )


def zipped(content: bytes) -> bytes:
    """A ZIP of an evidence export's journal that unpacks to far more."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("manifest.json", "manifest.sig", "events.jsonl"):
            archive.writestr(name, content)
    return made.getvalue()


def huge(file: Path, read: InFile) -> Told:
    """The same file, and four gigabytes of nothing after it."""
    good = file.read_bytes()
    with file.open("r+b") as opened:
        opened.truncate(HUGE)
    try:
        return read.reader()
    except REFUSALS as problem:
        return told(problem)
    finally:
        file.write_bytes(good)


def pictures(folder: Path) -> Iterator[tuple[str, Told]]:
    """What a scanner may leave."""
    tall = pdf().replace(b"612 792", b"9e9 9e9")
    for name, content in (("wide picture", png(60_000, 60_000)), ("long picture", png(1, 2**31 - 1)), ("tall page", tall),
                          ("declared length", b"\xff\xff\xff\xffftypheic" + bytes(64))):  # fmt: skip
        scan = folder / "scan"
        scan.write_bytes(content)
        media = look(scan).media
        many_pages(content, media)
        yield (
            name,
            [
                thumbnail(content, media, 160).problem or "shown",
                printed(content, media, 400, 3).problem or "printed",
            ],
        )
    with (folder / "scan").open("wb") as opened:
        opened.truncate(HUGE)
    yield "huge scan", [look(folder / "scan").problem]


def bombs(folder: Path) -> Iterator[tuple[str, Told]]:
    """Each with what was told of it."""
    station, policy = Station(folder / "station"), pack(folder / "pack")
    deep = b'{"a":' * DEEP + b"1" + b"}" * DEEP
    made = [facility(folder / "facility"), settings(folder / "settings"), slots(station), key(station), device_key(station),
            attachment(station), scenario(folder / "scenario", station)]  # fmt: skip
    restored = Restored(station)
    manifest = next(each for name, each in restored.one.items() if name.endswith("backup.json"))
    for each in (*made, policy.one["routing.toml"], policy.one["pictures/ao93.svg"], manifest):
        yield f"huge {each.name} {each.file.name}", huge(each.file, each)
        yield (
            f"deep {each.name} {each.file.name}",
            each.read(deep if each.file.suffix != ".toml" else b"a=" + b"[" * DEEP),
        )
    yield "laughing picture", policy.one["pictures/ao93.svg"].read(LAUGHS)
    yield "packed export", evidence(station).read(zipped(bytes(600 << 20)))
    yield "kept pack", KeptPack(folder / "kept", station).read(deep)
    yield "wide logo", Logo(folder / "logo").read(png(60_000, 60_000))
    yield from pictures(folder)


def main(folder: Path) -> None:
    """With limits that the system itself keeps."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name, said in bombs(folder):
        print(f"{name}\t{' '.join(said)[:300]}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
