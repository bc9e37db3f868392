"""Makes .deb, .rpm and the archive for one account from the frozen folder: `bash build/installers/linux.sh FOLDER` starts it.

All three hold the same program and the same pieces for menus, icons and manual. The same folder gives the same bytes.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from build.installers import linux_asks, manpage
from build.installers.icon import png
from desktop import __version__

TOP = Path(__file__).parents[2]
PARTS = Path(__file__).with_name("linux")
DESKTOP = TOP / "resources/desktop"
OUT = TOP / "out/installers"
KINDS = ("deb", "rpm", "tar")
PROGRAM = "opt/threshold/program"
MANAGED = "etc/threshold/managed.toml"
MAINTAINER = "Threshold IT <it@threshold.example>"
SUMMARY = "Warrant checks at the front desk, and a record that can be believed"
DESCRIPTION = """\
For the front desk of a public facility: when officers come, Threshold asks
one plain question at a time, says what the facility's policy says to do, and
keeps an encrypted record of the visit. It needs no network and no Python."""
LARGEST_PACKAGE, LARGEST_INSTALLED = 80_000_000, 230_000_000
"""Bytes that an installer, and what it installs, may have at most."""


@dataclass(frozen=True)
class Made:
    """What a package is made of: the frozen folder, its numbers, the date of everything in it, and how tightly it is packed."""

    folder: Path
    version: str
    build: int
    day: datetime
    quick: bool

    @property
    def number(self) -> str:
        """As "0.1.0-1"."""
        return f"{self.version}-{self.build}"


def pieces(share: Path, day: datetime) -> None:
    """Put what menus, icons, kinds of files and the manual page need below `share`, as every Linux has it."""
    for source, target in {
        "threshold.desktop": "applications/threshold.desktop",
        "threshold.svg": "icons/hicolor/scalable/apps/threshold.svg",
        "threshold-mime.xml": "mime/packages/threshold.xml",
    }.items():
        _put(share / target, (DESKTOP / source).read_bytes())
    _put(share / "icons/hicolor/128x128/apps/threshold.png", png(128))
    _put(share / "man/man1/threshold.1.gz", gzip.compress(manpage.page(day).encode(), mtime=0))


def filled(name: str, values: Mapping[str, str]) -> str:
    """A part of the folder `linux` with its @NAMES@ filled in."""
    text = (PARTS / name).read_text(encoding="utf-8")
    for key, value in {"VERSIONS": _versions(), **values}.items():
        text = text.replace(f"@{key}@", value)
    return text


def _versions() -> str:
    lines = (PARTS / "versions.sh").read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#")).strip()


def system_tree(made: Made, root: Path) -> None:
    """What .deb and .rpm put into a system, below `root`."""
    shutil.copytree(made.folder, root / PROGRAM, symlinks=True, copy_function=os.link)
    pieces(root / "usr/share", made.day)
    _put(
        root / "usr/share/metainfo/example.threshold.Threshold.metainfo.xml",
        next(DESKTOP.glob("*.metainfo.xml")).read_bytes(),
    )
    _put(root / MANAGED, (TOP / "resources/managed-example.toml").read_bytes())
    _put(root / "opt/threshold/remove-data", (PARTS / "remove-data").read_bytes(), 0o755)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/threshold").symlink_to("/opt/threshold/current/threshold")


def deb(made: Made, work: Path, out: Path) -> Path:
    """The package of Debian and Ubuntu."""
    root, control = work / "deb", work / "deb/DEBIAN"
    system_tree(made, root)
    doc = root / "usr/share/doc/threshold"
    _put(doc / "copyright", (PARTS / "copyright").read_bytes())
    _put(doc / "changelog.Debian.gz", gzip.compress(_changelog(made).encode(), mtime=0))
    asks = linux_asks.debian(linux_asks.asked(made.folder), linux_asks.floor(made.folder))
    told = {
        "Package": "threshold",
        "Version": made.number,
        "Architecture": "amd64",
        "Maintainer": MAINTAINER,
        "Section": "misc",
        "Priority": "optional",
        "Installed-Size": str(_size(root) // 1024),
        **asks,
        "Description": "\n ".join([SUMMARY, *DESCRIPTION.splitlines()]),
    }
    _put(control / "control", "".join(f"{key}: {value}\n" for key, value in told.items()).encode())
    _put(control / "conffiles", f"/{MANAGED}\n".encode())
    for name in ("postinst", "prerm", "postrm"):
        _put(control / name, filled(name, {"NUMBER": made.number}).encode(), 0o755)
    _date(root, made.day)
    package = out / f"threshold_{made.number}_amd64.deb"
    packing = ["-Znone"] if made.quick else ["-Zxz", "-z6", "--threads-max=2"]
    _run("dpkg-deb", "--root-owner-group", *packing, "--build", root, package)
    return package


def rpm(made: Made, work: Path, out: Path) -> Path:
    """The package of Fedora, Red Hat and SUSE."""
    root = work / "rpm-root"
    system_tree(made, root)
    _date(root, made.day)
    spec = work / "threshold.spec"
    asks = linux_asks.red_hat(linux_asks.asked(made.folder), linux_asks.floor(made.folder))
    values = {
        "ROOT": str(root),
        "VERSION": made.version,
        "BUILD": str(made.build),
        "NUMBER": made.number,
        "SUMMARY": SUMMARY,
        "DESCRIPTION": DESCRIPTION,
        "MAINTAINER": MAINTAINER,
        "REQUIRES": asks,
        "PAYLOAD": "w.ufdio" if made.quick else "w6.xzdio",
        "FILES": "\n".join(_rpm_files(root)),
    }
    spec.write_text(filled("threshold.spec", values), encoding="utf-8")
    _run(
        "rpmbuild",
        "-bb",
        "--quiet",
        "--define",
        f"_topdir {work}/rpmbuild",
        "--define",
        f"_rpmdir {work}/rpms",
        spec,
    )
    (built,) = (work / "rpms").rglob("*.rpm")
    return Path(shutil.move(built, out / built.name))


def tar(made: Made, work: Path, out: Path) -> Path:
    """The archive that an account without any rights installs for itself."""
    root = work / "tar/threshold"
    shutil.copytree(made.folder, root / "program", symlinks=True, copy_function=os.link)
    pieces(root / "share", made.day)
    floor = linux_asks.floor(made.folder)
    _put(root / "install.sh", filled("install.sh", {"NUMBER": made.number, "FLOOR": floor}).encode(), 0o755)
    _put(root / "remove-data", (PARTS / "remove-data").read_bytes(), 0o755)
    package = out / f"threshold-{made.number}-linux-x86_64.tar.xz"
    date = f"--mtime=@{int(made.day.timestamp())}"
    order = (
        "--sort=name",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "--format=gnu",
        "--hard-dereference",
        "--mode=u+w,go-w",
    )
    with package.open("wb") as file:
        packing = ["xz", "-0" if made.quick else "-6", "-T2", "-c"]
        with subprocess.Popen(
            ["tar", *order, date, "-C", str(root.parent), "-c", root.name], stdout=subprocess.PIPE
        ) as taken:
            subprocess.run(packing, stdin=taken.stdout, stdout=file, check=True)
    if taken.returncode:
        raise SystemExit(f"tar ended with {taken.returncode}.")
    return package


def _rpm_files(root: Path) -> list[str]:
    """Each file and each folder that is ours alone; the configuration stays as an administrator left it."""
    lines = [
        "%defattr(-,root,root,-)",
        "%dir /opt/threshold",
        "%dir /etc/threshold",
        f"%config(noreplace) /{MANAGED}",
    ]
    lines += ["/opt/threshold/program", "/opt/threshold/remove-data", "/usr/bin/threshold"]
    return [
        *lines,
        *sorted(f"/{path.relative_to(root)}" for path in (root / "usr/share").rglob("*") if path.is_file()),
    ]


def _changelog(made: Made) -> str:
    """Debian wants one; what a version brings is told in the release's notes."""
    return (
        f"threshold ({made.number}) stable; urgency=medium\n\n  * Threshold {__version__}, packaged as {made.number}.\n\n"
        f" -- {MAINTAINER}  {format_datetime(made.day)}\n"
    )


def _put(file: Path, content: bytes, mode: int = 0o644) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.chmod(mode)


def _date(root: Path, day: datetime) -> None:
    """One date for all, and rights that hang on no umask. Files may share their bytes with the frozen folder, whose rights are so too."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (day.timestamp(), day.timestamp()), follow_symlinks=False)


def _size(root: Path) -> int:
    """Bytes of all files; one that has two names counts once."""
    found = {(each.st_dev, each.st_ino): each.st_size for each in map(Path.lstat, root.rglob("*"))}
    return sum(found.values())


def _run(*command: object) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout).strip()}")


def make(made: Made, out: Path, kinds: tuple[str, ...]) -> list[Path]:
    """The packages of these kinds, in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = str(
        int(made.day.timestamp())
    )  # dpkg-deb and rpmbuild take their dates from it
    packages = []
    for kind in kinds:
        # Beside the frozen folder, so that its files can be linked in place of copied.
        with tempfile.TemporaryDirectory(prefix="packing-", dir=made.folder.parent) as work:
            packages.append({"deb": deb, "rpm": rpm, "tar": tar}[kind](made, Path(work), out))
    return packages


def main(arguments: list[str]) -> int:
    """0 when all were made and none is too large, else 1."""
    parser = argparse.ArgumentParser(prog="bash build/installers/linux.sh")
    parser.add_argument("folder", type=Path)
    parser.add_argument("kinds", nargs="*", default=KINDS)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_intermixed_args(arguments)
    if unknown := set(given.kinds) - set(KINDS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(KINDS)}")
    version, build = (
        os.environ.get("PACKAGE_VERSION") or __version__,
        int(os.environ.get("PACKAGE_BUILD") or 1),
    )
    day = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    made = Made(given.folder.absolute(), version, build, day, given.quick)
    installed, found = _size(made.folder), 0
    for package in make(made, given.out, tuple(given.kinds)):
        size = package.stat().st_size
        print(
            f"{package.name}: {size / 1e6:.1f} MB, installs {installed / 1e6:.0f} MB; needs glibc {linux_asks.floor(made.folder)}"
        )
        if (size > LARGEST_PACKAGE and not given.quick) or installed > LARGEST_INSTALLED:
            print(
                f"{package.name} is too large: at most {LARGEST_PACKAGE / 1e6:.0f} MB, {LARGEST_INSTALLED / 1e6:.0f} MB installed."
            )
            found = 1
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
