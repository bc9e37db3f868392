"""Writes what both Windows installers are made of: `python -m build.installers.windows_files FOLDER OUT` lists the folder for NSIS
(`files.nsh`) and for MSI (`files.wxs`), in one order and with ids that hang on nothing but the names, and draws `threshold.ico`
and `welcome.bmp`."""

import hashlib
import io
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from xml.sax.saxutils import quoteattr

from PIL import Image

from build.installers.icon import png

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Points of the pictures in an icon: what Windows shows at 100 to 200 % in lists, bars and on the desktop."""
PICTURE = (164, 314)
OURS = uuid.UUID("5d3a3c52-6a0c-5b0e-9a53-5a1f6f2b7c11")
"""Ids of the parts of the MSI are made of this and their names; it must never change."""
TOP_DIRECTORY = "INSTALLDIR"


def files_of(folder: Path) -> list[PurePosixPath]:
    """The files of a folder, below it, in the order of their names. ValueError for what a Windows package cannot hold."""
    found = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if not each.is_dir())
    for name in found:
        if (folder / name).is_symlink() or any(sign in name for sign in '$"<>|?*:\\'):
            raise ValueError(f"A Windows package cannot hold {name}.")
    return [PurePosixPath(name) for name in found]


def for_nsis(folder: Path, files: Sequence[PurePosixPath]) -> str:
    """The lines that unpack these files below `${INTO}`."""
    lines, last = [], None
    for file in files:
        if file.parent != last:
            last = file.parent
            below = "" if str(last) == "." else "\\" + str(last).replace("/", "\\")
            lines.append(f'SetOutPath "${{INTO}}{below}"')
        lines.append(f'File "{folder / file}"')
    return "\n".join(lines) + "\n"


def for_msi(folder: Path, files: Sequence[PurePosixPath]) -> str:
    """A fragment with the folders below `INSTALLDIR` and one component per file, in the group `Program`. wixl is run in the top folder."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">',
    ]
    folders = {parent for file in files for parent in file.parents}
    for each in sorted(folders, key=str):
        lines.append(f'<Fragment><DirectoryRef Id="{_directory(each)}">')
        lines += [
            f'<Directory Id="{_directory(below)}" Name={quoteattr(below.name)}/>'
            for below in sorted(folders)
            if below.parent == each != below
        ]
        lines += [_component(folder, file) for file in files if file.parent == each]
        lines.append("</DirectoryRef></Fragment>")
    lines.append('<Fragment><ComponentGroup Id="Program">')
    lines += [f'<ComponentRef Id="c{_id(file)}"/>' for file in files]
    lines.append("</ComponentGroup></Fragment></Wix>")
    return "\n".join(lines) + "\n"


def _component(folder: Path, file: PurePosixPath) -> str:
    key, guid = _id(file), uuid.uuid5(OURS, str(file))
    source = quoteattr((folder / file).as_posix().lstrip("/"))
    return f'<Component Id="c{key}" Guid="{guid}" Win64="yes"><File Id="f{key}" KeyPath="yes" Source={source}/></Component>'


def _directory(folder: PurePosixPath) -> str:
    return TOP_DIRECTORY if str(folder) == "." else f"d{_id(folder)}"


def _id(path: PurePosixPath) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:32]


def icon() -> bytes:
    """The program's icon, each size drawn by itself."""
    pictures = [Image.open(io.BytesIO(png(size))).convert("RGBA") for size in SIZES]
    out = io.BytesIO()
    pictures[-1].save(
        out,
        "ICO",
        sizes=[picture.size for picture in pictures],
        append_images=pictures[:-1],
        bitmap_format="png",
    )
    return out.getvalue()


def picture() -> bytes:
    """What stands beside the first and the last words of the setup, as large as Windows wants it: the icon on its own colour."""
    drawn = Image.open(io.BytesIO(png(96))).convert("RGBA")
    whole = Image.new("RGB", PICTURE, "#" + drawn.crop((48, 3, 49, 4)).convert("RGB").tobytes().hex())
    whole.paste(drawn, ((PICTURE[0] - drawn.width) // 2, 48), drawn)
    out = io.BytesIO()
    whole.save(out, "BMP")
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Writes the four files; 0. With only a file ending in .ico, writes that one."""
    if len(arguments) == 1 and arguments[0].endswith(".ico"):
        Path(arguments[0]).write_bytes(icon())
        return 0
    folder, out = Path(arguments[0]).absolute(), Path(arguments[1])
    files = files_of(folder)
    (out / "files.nsh").write_text(for_nsis(folder, files), encoding="utf-8")
    (out / "files.wxs").write_text(for_msi(folder, files), encoding="utf-8")
    (out / "threshold.ico").write_bytes(icon())
    (out / "welcome.bmp").write_bytes(picture())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
