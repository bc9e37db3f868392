"""Who may read a file of keys on Windows: gives a new folder to this account alone, and tells who else may read what lies there.

Access lists are set and read as text (SDDL, "Security Descriptor String Format" of the Windows documentation). A disk without access
lists, such as a USB stick's, grants nothing of it and is no error.
"""

import re
import sys
from pathlib import Path

PRIVATE = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)"
"""System, administrators and the owner; nothing is taken over from the folder above. As Python 3.13 makes a folder of mode 0o700."""

MANY = {
    "WD": "everyone", "AU": "all who sign in", "BU": "all users", "IU": "all who sit at it", "BG": "guests", "AN": "nameless users",
    "DU": "all of the domain", "DG": "guests of the domain",
}  # fmt: skip
"""Those whom one name stands for many, by their letters in SDDL."""

DACL = 0x00000004
PROTECTED = 0x80000000
FILE, REVISION = 1, 1


def readers(sddl: str) -> list[str]:
    """Those of `MANY` whom an access list allows anything, in its order. A list that is not there allows all."""
    found = re.search(r"D:[A-Z]*((?:\([^)]*\))*)", sddl)
    if found is None or "NO_ACCESS_CONTROL" in sddl:
        return [MANY["WD"]]
    allowed = []
    for entry in re.findall(r"\(([^)]*)\)", found[1]):
        kind, flags, *_, who = entry.split(";")[:6]
        inherit_only = "IO" in re.findall("..", flags)
        if kind == "A" and not inherit_only and who in MANY:
            allowed.append(MANY[who])
    return list(dict.fromkeys(allowed))


def others(place: Path) -> list[str]:
    """Who else may read this file or folder; nobody where the system does not say. Windows only: elsewhere nobody."""
    if sys.platform != "win32":
        return []
    import ctypes

    advapi, descriptor, text = ctypes.windll.advapi32, ctypes.c_void_p(), ctypes.c_wchar_p()
    if advapi.GetNamedSecurityInfoW(str(place), FILE, DACL, None, None, None, None, ctypes.byref(descriptor)):
        return []
    try:
        convert = advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW
        if not convert(descriptor, REVISION, DACL, ctypes.byref(text), None):
            return []
        said = text.value or ""
        ctypes.windll.kernel32.LocalFree(text)
        return readers(said)
    finally:
        ctypes.windll.kernel32.LocalFree(descriptor)


def keep_private(folder: Path) -> None:
    """Let only this account, the system and administrators into a folder and all that will be made in it. Windows only."""
    if sys.platform != "win32":
        return
    import ctypes

    advapi, descriptor = ctypes.windll.advapi32, ctypes.c_void_p()
    convert = advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW
    if not convert(PRIVATE, REVISION, ctypes.byref(descriptor), None):
        return
    try:
        present, given, acl = ctypes.c_int(), ctypes.c_int(), ctypes.c_void_p()
        advapi.GetSecurityDescriptorDacl(
            descriptor, ctypes.byref(present), ctypes.byref(acl), ctypes.byref(given)
        )
        advapi.SetNamedSecurityInfoW(
            str(folder), FILE, ctypes.c_uint(DACL | PROTECTED), None, None, acl, None
        )
    finally:
        ctypes.windll.kernel32.LocalFree(descriptor)
