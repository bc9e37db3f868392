"""Names what everything in the program's folder is a part of: a package of Python, a library inside one, or one of the building system.

Patterns are those of file names without versions, as `build.freeze.contents.plain` gives them; the first part that fits has it. Licences
are SPDX expressions, each read from the texts that `licences.py` ships. A file that fits nowhere stops the making of a release.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct

By = Literal["python", "inside", "system", "ours", "builder"]
"""From where it comes: a package of Python; a library inside one; Debian; ourselves; what builds."""

QT = "LGPL-3.0-only"


class Part(Struct, frozen=True):
    """A part: by name; `package` of Python or Debian that brings it; `texts`: names of licence texts of Debian that it needs as well."""

    name: str
    by: By
    licence: str
    patterns: tuple[str, ...]
    package: str = ""
    texts: tuple[str, ...] = ()


def _python(package: str, licence: str, *patterns: str, texts: tuple[str, ...] = ()) -> Part:
    return Part(package, "python", licence, patterns, package, texts)


def _inside(package: str, name: str, licence: str, *patterns: str, texts: tuple[str, ...] = ()) -> Part:
    return Part(name, "inside", licence, patterns, package, texts)


def _debian(package: str, licence: str, *patterns: str) -> Part:
    return Part(package, "system", licence, patterns, package)


LGPL3 = ("LGPL-3", "GPL-3")
PYSIDE = "PySide6-Essentials"

PARTS: tuple[Part, ...] = (
    Part("threshold", "ours", "", ("lib/resources/*", "package desktop", "release/*", "share/*", "install.sh", "remove-data")),
    _inside("pi-heif", "libheif", "LGPL-3.0-only", "lib/pi_heif.libs/libheif*", "lib/libheif*", texts=LGPL3),
    _inside("pi-heif", "libde265", "LGPL-3.0-only", "lib/pi_heif.libs/libde265*", "lib/libde265*", texts=LGPL3),
    _inside("pi-heif", "GCC runtime", "GPL-3.0-or-later WITH GCC-exception-3.1",
            "lib/libgcc_s_seh*", "lib/libstdc++-6*", texts=("GPL-3",)),
    _inside("pi-heif", "winpthreads", "MIT AND BSD-3-Clause", "lib/libwinpthread*"),
    _inside("pillow", "libXau", "MIT", "lib/pillow.libs/libXau*", "lib/libXau.so"),
    _inside("pillow", "libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib", "lib/pillow.libs/libjpeg*", "lib/libjpeg.so"),
    _inside("pillow", "lcms2", "MIT", "lib/pillow.libs/liblcms2*", "lib/liblcms2.so"),
    _inside("pillow", "xz", "0BSD", "lib/pillow.libs/liblzma*"),
    _inside("pillow", "openjpeg", "BSD-2-Clause", "lib/pillow.libs/libopenjp2*", "lib/libopenjp2.so"),
    _inside("pillow", "libtiff", "libtiff", "lib/pillow.libs/libtiff*", "lib/libtiff.so"),
    _inside("pillow", "libxcb", "MIT", "lib/pillow.libs/libxcb*"),
    _inside("pillow", "zstd", "BSD-3-Clause", "lib/pillow.libs/libzstd*"),
    _inside(PYSIDE, "ICU", "Unicode-3.0", "lib/PySide6/Qt/lib/libicu*", "lib/libicu*"),
    _inside(PYSIDE, "Qt", QT, "lib/PySide6/Qt/*", "lib/PySide6/Qt6*", "lib/PySide6/plugins/*", "lib/libQt6*", texts=LGPL3),
    _python("shiboken6", QT, "lib/shiboken6/*", "lib/libshiboken6*", "package shiboken6", texts=LGPL3),
    _python(PYSIDE, QT, "lib/PySide6/*", "lib/libpyside6*", "package PySide6", texts=LGPL3),
    _inside("pypdfium2", "PDFium", "BSD-3-Clause AND Apache-2.0", "lib/pypdfium2_raw/*", "package pypdfium2_raw"),
    _python("pypdfium2", "BSD-3-Clause OR Apache-2.0", "lib/pypdfium2/*", "package pypdfium2", "package pypdfium2_cfg"),
    _python("pillow", "MIT-CMU", "lib/PIL/*", "package PIL"),
    _python("pi-heif", "BSD-3-Clause AND LGPL-3.0-only", "lib/_pi_heif*", "lib/pi_heif*", "package pi_heif", texts=LGPL3),
    _python("cffi", "MIT-0", "lib/_cffi_backend*"),
    _python("charset-normalizer", "MIT", "lib/charset_normalizer/*", "package charset_normalizer", "lib/*__mypyc*"),
    _python("click", "BSD-3-Clause", "package click"),
    _python("click-default-group", "LicenseRef-Public-Domain", "package click_default_group"),
    _python("colorama", "BSD-3-Clause", "package colorama"),
    _python("cryptography", "Apache-2.0 OR BSD-3-Clause", "lib/cryptography/*", "package cryptography"),
    _python("msgspec", "BSD-3-Clause", "lib/msgspec/*", "package msgspec"),
    _python("platformdirs", "MIT", "package platformdirs"),
    _python("pluggy", "MIT", "package pluggy"),
    _python("pyrage", "MIT", "lib/pyrage/*", "package pyrage"),
    _python("python-dateutil", "BSD-3-Clause", "package dateutil"),
    _python("python-sat", "MIT", "lib/pycard*", "lib/pyformula*", "lib/pysolvers*", "package pysat"),
    _python("python-stdnum", "LGPL-2.1-or-later", "lib/stdnum/*", "package stdnum", texts=("LGPL-2.1",)),
    _python("reportlab", "BSD-3-Clause", "lib/reportlab/*", "package reportlab", "lib/_rl_accel*"),
    _python("rfc8785", "Apache-2.0", "package rfc8785"),
    _python("shamir-mnemonic", "MIT", "lib/shamir_mnemonic/*", "package shamir_mnemonic"),
    _python("six", "MIT", "package six"),
    _python("sqlcipher3", "Zlib", "lib/sqlcipher3/*", "package sqlcipher3"),
    _python("sqlite-fts4", "Apache-2.0", "package sqlite_fts4"),
    _python("sqlite-utils", "Apache-2.0", "package sqlite_utils"),
    _python("tabulate", "MIT", "package tabulate"),
    _python("typing-extensions", "PSF-2.0", "package typing_extensions"),
    _python("tzdata", "Apache-2.0", "lib/tzdata/*", "package tzdata"),
    _python("uuid-utils", "BSD-3-Clause", "lib/uuid_utils/*", "package uuid_utils"),
    Part("PyInstaller bootloader", "builder", "GPL-2.0-or-later WITH Bootloader-exception",
         ("threshold", "threshold.exe", "thresholdw.exe", "package _pyi_rth_*", "package pyi_*", "lib/pyi_*"), "pyinstaller"),
    # Of Python for Windows: the interpreter with what it carries, and Microsoft's runtime.
    _inside("python", "Microsoft Visual C++ runtime", "LicenseRef-Microsoft-Redistributable",
            "lib/VCRUNTIME140*", "lib/vcruntime140*", "lib/MSVCP140*", "lib/msvcp140*", "lib/ucrtbase.dll", "lib/api-ms-win-*"),
    _inside("python", "OpenSSL", "Apache-2.0", "lib/libcrypto-3*", "lib/libssl-3*"),
    _inside("python", "libffi", "MIT", "lib/libffi-*"),
    _inside("python", "SQLite", "blessing", "lib/sqlite3.dll"),
    # Of Debian, where the Linux program is made.
    _debian("libx11-xcb1", "MIT AND X11", "lib/libX11-xcb.so"),
    _debian("libx11-6", "MIT AND X11", "lib/libX11.so"),
    _debian("libbrotli1", "MIT", "lib/libbrotlicommon.so", "lib/libbrotlidec.so"),
    _debian("libbz2-1.0", "bzip2-1.0.6", "lib/libbz2.so"),
    _debian("libcap2", "BSD-3-Clause OR GPL-2.0-only", "lib/libcap.so"),
    _debian("libcom-err2", "MIT", "lib/libcom_err.so"),
    _debian("libssl3", "Apache-2.0", "lib/libcrypto.so", "lib/libssl.so"),
    _debian("libdbus-1-3", "AFL-2.1 OR GPL-2.0-or-later", "lib/libdbus-1.so"),
    _debian("libexpat1", "MIT", "lib/libexpat.so"),
    _debian("libffi8", "MIT", "lib/libffi.so"),
    _debian("libfontconfig1", "HPND-sell-variant AND MIT", "lib/libfontconfig.so"),
    _debian("libfreetype6", "FTL OR GPL-2.0-or-later", "lib/libfreetype.so"),
    _debian("libgcc-s1", "GPL-3.0-or-later WITH GCC-exception-3.1", "lib/libgcc_s.so"),
    _debian("libgcrypt20", "LGPL-2.1-or-later", "lib/libgcrypt.so"),
    _debian("libglib2.0-0", "LGPL-2.1-or-later", "lib/libglib-2.0.so", "lib/libgthread-2.0.so"),
    _debian("libgpg-error0", "LGPL-2.1-or-later", "lib/libgpg-error.so"),
    _debian("libgssapi-krb5-2", "MIT", "lib/libgssapi_krb5.so"),
    _debian("libk5crypto3", "MIT", "lib/libk5crypto.so"),
    _debian("libkeyutils1", "LGPL-2.0-or-later", "lib/libkeyutils.so"),
    _debian("libkrb5-3", "MIT", "lib/libkrb5.so"),
    _debian("libkrb5support0", "MIT", "lib/libkrb5support.so"),
    _debian("liblz4-1", "BSD-2-Clause", "lib/liblz4.so"),
    _debian("liblzma5", "LicenseRef-Public-Domain", "lib/liblzma.so"),
    _debian("libpcre2-8-0", "BSD-3-Clause", "lib/libpcre2-8.so"),
    _debian("libpng16-16", "libpng-2.0", "lib/libpng16.so"),
    _debian("libsqlite3-0", "blessing", "lib/libsqlite3.so"),
    _debian("libstdc++6", "GPL-3.0-or-later WITH GCC-exception-3.1", "lib/libstdc++.so"),
    _debian("libsystemd0", "LGPL-2.1-or-later", "lib/libsystemd.so"),
    _debian("libuuid1", "BSD-3-Clause", "lib/libuuid.so"),
    _debian("libxcb-cursor0", "MIT", "lib/libxcb-cursor.so"),
    _debian("libxcb-icccm4", "MIT", "lib/libxcb-icccm.so"),
    _debian("libxcb-image0", "MIT", "lib/libxcb-image.so"),
    _debian("libxcb-keysyms1", "MIT", "lib/libxcb-keysyms.so"),
    _debian("libxcb-randr0", "MIT", "lib/libxcb-randr.so"),
    _debian("libxcb-render-util0", "MIT", "lib/libxcb-render-util.so"),
    _debian("libxcb-render0", "MIT", "lib/libxcb-render.so"),
    _debian("libxcb-shape0", "MIT", "lib/libxcb-shape.so"),
    _debian("libxcb-shm0", "MIT", "lib/libxcb-shm.so"),
    _debian("libxcb-sync1", "MIT", "lib/libxcb-sync.so"),
    _debian("libxcb-util1", "MIT", "lib/libxcb-util.so"),
    _debian("libxcb-xfixes0", "MIT", "lib/libxcb-xfixes.so"),
    _debian("libxcb-xkb1", "MIT", "lib/libxcb-xkb.so"),
    _debian("libxcb1", "MIT", "lib/libxcb.so"),
    _debian("libxkbcommon-x11-0", "MIT", "lib/libxkbcommon-x11.so"),
    _debian("libxkbcommon0", "MIT", "lib/libxkbcommon.so"),
    _debian("zlib1g", "Zlib", "lib/libz.so"),
    _debian("libzstd1", "BSD-3-Clause OR GPL-2.0-only", "lib/libzstd.so"),
    # Python itself, after everything that has a name of its own.
    _inside("python", "CPython", "PSF-2.0", "lib/libpython3.so", "lib/python3/*", "lib/base_library.zip", "lib/python3*.dll", "lib/*.pyd"),
)  # fmt: skip

HIDDEN: tuple[Part, ...] = (
    _inside("cryptography", "OpenSSL", "Apache-2.0"),
    _inside("sqlcipher3", "SQLCipher", "BSD-3-Clause"),
    _inside("sqlcipher3", "SQLite", "blessing"),
    _inside("sqlcipher3", "OpenSSL in SQLCipher", "Apache-2.0"),
    Part("Noto fonts", "inside", "OFL-1.1", (), "threshold"),
    Part("CMU Pronouncing Dictionary", "inside", "BSD-2-Clause", (), "threshold"),
)
"""Libraries that are inside the file of another part, and data of others among our own."""


def part_of(name: str) -> Part | None:
    """The part that a file's name without versions, or "package NAME", belongs to; None where nothing says so."""
    return next(
        (part for part in PARTS if any(fnmatchcase(name, pattern) for pattern in part.patterns)), None
    )


def sorted_out(names: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The names of each part's files by the part's name, and those that belong to none."""
    found: dict[str, list[str]] = {}
    unknown = []
    for name in sorted(names):
        part = part_of(name)
        if part is None:
            unknown.append(name)
        else:
            found.setdefault(part.name, []).append(name)
    return found, unknown
