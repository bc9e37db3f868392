"""Tells whether a folder lies on a network share, where a write-ahead log cannot be trusted."""

import os
import sys
from pathlib import Path

from desktop.core.errors import Trouble

NETWORK_TYPES = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "gfs2",
        "ocfs2",
        "9p",
        "davfs",
    ]
)
NETWORK_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.s3fs", "fuse.glusterfs", "fuse.gvfsd-fuse")
MOUNTS = Path("/proc/self/mountinfo")
DRIVE_REMOTE = 4


def refuse_share(folder: Path) -> None:
    """Trouble("network_share") when the folder, or the nearest one above it that exists, is on a share."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    kind = _windows_kind(there) if sys.platform == "win32" else _mounted_kind(there)
    if kind:
        raise Trouble(
            "network_share",
            f"{folder} is on a network share ({kind}), where a record can be lost.",
            "Let IT put the record on this computer's own disk.",
            str(folder),
        )


def share_type(mounts: str, folder: str) -> str:
    """The type of network file system that holds an absolute, resolved path; "" for a local one.

    `mounts` has the form of /proc/self/mountinfo (proc(5)). The longest mount point that contains the path
    counts, and of two at one place the later, which lies on top.
    """
    best, found = -1, ""
    for line in mounts.splitlines():
        left, separator, right = line.partition(" - ")
        if not separator:
            continue
        point = left.split(" ")[4].encode().decode("unicode_escape")  # a space is written \040
        inside = point == "/" or folder == point or folder.startswith(point + "/")
        if inside and len(point) >= best:
            best, found = len(point), right.split(" ")[0]
    return found if found in NETWORK_TYPES or found.startswith(NETWORK_FUSE) else ""


def _mounted_kind(folder: Path) -> str:
    try:
        mounts = MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""  # no such list on this system: there is nothing to refuse on
    return share_type(mounts, os.path.realpath(folder))


def _windows_kind(folder: Path) -> str:
    if sys.platform != "win32":
        return ""
    import ctypes

    root = folder.anchor
    return (
        "drive"
        if root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == DRIVE_REMOTE
        else ""
    )
