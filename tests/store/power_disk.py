"""A disk in memory that forgets: plays the system calls of a real program and gives what a cut may leave of them.

What holds: the contents of a file up to its last fsync or fdatasync, the names in a folder up to its last fsync. Of everything
after that, each file and each folder for itself, a cut leaves nothing, all, the first part, or any of it: of writes single
sectors of 512 bytes, so that pages are torn. This is less than POSIX systems give in practice (ext4, XFS and NTFS keep names in
order), and no more than POSIX.1 promises (fsync: "all data for the open file descriptor"; a name is its folder's data).
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

_T = TypeVar("_T")
SECTOR = 512
SHARED_MEMORY = "-shm"
"""How the name of the index of a write-ahead log ends, which is shared memory: no cut leaves anything of it."""

_CALL = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')

CALLS = (
    "openat,open,creat,close,dup,dup2,dup3,fcntl,lseek,write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,"
    "ftruncate,truncate,fsync,fdatasync,sync,syncfs,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,"
    "mkdir,mkdirat,rmdir,fork,vfork,clone,clone3,io_uring_setup"
)
"""Every call that could change a file, or the number under which one is open."""

HARMLESS = frozenset({"lseek", "fcntl"})
"""Read and not played: files are written from their start or end, or at places that the call names itself; locks change nothing."""


class Call(Struct, frozen=True):
    """A system call that did not fail: its name, its text arguments as bytes, its other arguments, what it returned."""

    name: str
    texts: tuple[bytes, ...]
    rest: tuple[str, ...]
    gave: int


def calls(log: Path) -> Iterator[Call]:
    """The calls of a log of `strace -xx`. ValueError for a line that cannot be read whole."""
    with log.open(encoding="ascii") as lines:
        for line in lines:
            if "<unfinished" in line or "resumed>" in line:
                raise ValueError(f"Calls of several threads cannot be played: {line[:80]}")
            found = _CALL.match(line)
            if found is None or int(found[3]) < 0:
                continue
            texts = _TEXT.findall(found[2])
            if any(cut for _, cut in texts):
                raise ValueError(f"A call was logged in part: {line[:80]}")
            yield Call(
                found[1],
                tuple(bytes.fromhex(text.replace("\\x", "")) for text, _ in texts),
                tuple(part.strip() for part in _TEXT.sub("", found[2]).split(",")),
                int(found[3]),
            )


class Written(Struct, frozen=True):
    """A write to a file that is not flushed yet; with `size` it is cut or grown to that length instead."""

    at: int
    content: bytes
    size: int | None = None


class Named(Struct, frozen=True):
    """A change of a folder that is not flushed yet: a name that goes, and a name that then stands for `node`."""

    gone: str
    name: str
    node: "Node | None"


class Node:
    """A file or folder: what surely is on disk, and what came after that, oldest first."""

    def __init__(self, folder: bool) -> None:
        self.folder = folder
        self.content = bytearray()
        self.names: dict[str, Node] = {}
        self.writes: list[Written] = []
        self.changes: list[Named] = []
        self.length = 0

    def flush(self) -> None:
        """What came after is surely on disk too."""
        for write in self.writes:
            _put(self.content, write)
        for change in self.changes:
            _rename(self.names, change)
        self.writes.clear()
        self.changes.clear()

    def now(self) -> dict[str, "Node"]:
        """The names as the running program sees them."""
        names = dict(self.names)
        for change in self.changes:
            _rename(names, change)
        return names

    def bytes_now(self) -> bytes:
        """The content as the running program sees it."""
        content = bytearray(self.content)
        for write in self.writes:
            _put(content, write)
        return bytes(content)


class Open(Struct):
    """A file or folder under the number of a descriptor, and where the next plain write goes."""

    node: Node
    at: int = 0
    append: bool = False


class Disk:
    """Plays calls on everything below `top`, which is there from the start and holds what the folder `before` holds. A disk
    that is `lying` takes no notice of fsync."""

    def __init__(self, top: Path, before: Path | None = None, lying: bool = False) -> None:
        self.top, self.lying = str(top).encode(), lying
        self.root = _read(before) if before is not None else Node(folder=True)
        self._open: dict[int, Open] = {}
        self.said: list[str] = []
        self.played = 0

    def play(self, call: Call) -> bool:
        """Let it happen; whether anything below `top` changed. ValueError for a call that this disk does not know."""
        act = getattr(self, f"_{call.name}", None)
        if act is None:
            return self._unknown(call)
        changed = bool(act(call))
        self.played += changed
        return changed

    def after_cut(self, chance: random.Random, goal: Path) -> None:
        """Write to `goal` what one cut now may leave: an equally likely way for all files, and one for all folders."""
        ways = ("none", "all", "first", "any")
        _Leaving(chance, chance.choice(ways), chance.choice(ways)).folder(self.root, goal)

    def leave_all(self, goal: Path) -> None:
        """Write to `goal` what the program itself sees now."""
        _Leaving(random.Random(0), "all", "all").folder(self.root, goal)

    # ---- calls by their names -----------------------------------------------------------------------------

    def _openat(self, call: Call) -> bool:
        flags = call.rest[-1] if "O_" in call.rest[-1] else call.rest[-2]
        self._open.pop(call.gave, None)
        place = self._place(call.texts[0], call.rest[0])
        if place is None:
            return False
        parent, name = place
        node = parent.now().get(name) if name else parent
        made = node is None
        if node is None:
            if "O_CREAT" not in flags:
                raise ValueError(f"What was opened is not on this disk: {call.texts[0]!r}")
            node = Node(folder=False)
            parent.changes.append(Named("", name, node))
        if "O_TRUNC" in flags and node.length:
            self._cut(node, 0)
            made = True
        self._open[call.gave] = Open(node, append="O_APPEND" in flags)
        return made

    def _close(self, call: Call) -> bool:
        self._open.pop(int(call.rest[0]), None)
        return False

    def _write(self, call: Call) -> bool:
        number = int(call.rest[0])
        if number == 1 and number not in self._open:
            self.said += call.texts[0].decode().splitlines()
            return True
        opened = self._open.get(number)
        if opened is None:
            return False
        at = opened.node.length if opened.append else opened.at
        opened.at = at + call.gave
        return self._put(opened.node, at, call.texts[0][: call.gave])

    def _pwrite64(self, call: Call) -> bool:
        opened = self._open.get(int(call.rest[0]))
        if opened is None:
            return False
        return self._put(opened.node, int(call.rest[-1]), call.texts[0][: call.gave])

    def _sendfile(self, call: Call) -> bool:
        goal, source = (self._open.get(int(number)) for number in call.rest[:2])
        if goal is None or not call.gave:
            return False
        if source is None or not call.rest[2].startswith("["):
            raise ValueError(f"Bytes came from outside: {call}")
        start = int(call.rest[2][1:].partition("]")[0])
        content = source.node.bytes_now()[start : start + call.gave]
        goal.at += call.gave
        return self._put(goal.node, goal.at - call.gave, content)

    def _ftruncate(self, call: Call) -> bool:
        opened = self._open.get(int(call.rest[0]))
        return opened is not None and self._cut(opened.node, int(call.rest[1]))

    def _fsync(self, call: Call) -> bool:
        opened = self._open.get(int(call.rest[0]))
        if opened is None:
            return False
        if not self.lying:
            opened.node.flush()
        return True

    _fdatasync = _fsync

    def _mkdir(self, call: Call) -> bool:
        return self._change(call, 0, Node(folder=True))

    def _unlink(self, call: Call) -> bool:
        return self._change(call, 0, None)

    _unlinkat = _rmdir = _unlink

    def _link(self, call: Call) -> bool:
        place = self._place(call.texts[0])
        return place is not None and self._change(call, 1, place[0].now()[place[1]])

    def _rename(self, call: Call) -> bool:
        old, new = (self._place(text) for text in call.texts)
        if old is None or new is None:
            return False
        if old[0] is not new[0]:
            raise ValueError(f"A rename from folder to folder is not known to this disk: {call}")
        old[0].changes.append(Named(old[1], new[1], old[0].now()[old[1]]))
        return True

    def _unknown(self, call: Call) -> bool:
        if call.name in HARMLESS and not any("F_DUPFD" in part for part in call.rest):
            return False
        inside = any(text.startswith(self.top) for text in call.texts)
        if inside or (call.rest and call.rest[0].isdigit() and int(call.rest[0]) in self._open):
            raise ValueError(f"This call is not known to this disk: {call.name}")
        return False

    # ---- what they come to --------------------------------------------------------------------------------

    def _place(self, path: bytes, at: str = "AT_FDCWD") -> tuple[Node, str] | None:
        """The folder and the name in it; the name is empty for the top itself, None for what lies elsewhere."""
        node = self.root
        if not path.startswith(b"/") and at.isdigit():
            if int(at) not in self._open:
                return None
            node, below = self._open[int(at)].node, path
        elif path == self.top or path.startswith(self.top + b"/"):
            below = path[len(self.top) + 1 :]
        else:
            return None
        *folders, name = below.decode().split("/")
        for folder in folders:
            node = node.now()[folder]
        return node, name

    def _change(self, call: Call, text: int, node: Node | None) -> bool:
        place = self._place(call.texts[text], call.rest[0])
        if place is None:
            return False
        place[0].changes.append(Named("" if node else place[1], place[1] if node else "", node))
        return True

    def _put(self, node: Node, at: int, content: bytes) -> bool:
        node.writes.append(Written(at, content))
        node.length = max(node.length, at + len(content))
        return True

    def _cut(self, node: Node, size: int) -> bool:
        node.writes.append(Written(0, b"", size))
        node.length = size
        return True


class _Leaving:
    """Writes one state: `files` and `folders` say which of their changes after the last flush are left."""

    def __init__(self, chance: random.Random, files: str, folders: str) -> None:
        self._chance, self._files, self._folders = chance, files, folders
        self._made: dict[int, bytes] = {}

    def folder(self, node: Node, goal: Path) -> None:
        """The names that are left, and what they stand for."""
        goal.mkdir()
        names = dict(node.names)
        for change in self._left(node.changes, self._folders):
            _rename(names, change)
        for name, each in names.items():
            if each.folder:
                self.folder(each, goal / name)
            elif not name.endswith(SHARED_MEMORY):
                (goal / name).write_bytes(self._content(each))

    def _content(self, node: Node) -> bytes:
        if id(node) not in self._made:
            content = bytearray(node.content)
            torn = (
                [piece for write in node.writes for piece in _sectors(write)]
                if self._files in ("any", "first")
                else node.writes
            )
            for write in self._left(torn, self._files):
                _put(content, write)
            self._made[id(node)] = bytes(content)
        return self._made[id(node)]

    def _left(self, changes: list[_T], way: str) -> list[_T]:
        if way == "none":
            return []
        if way == "first":
            return changes[: self._chance.randint(0, len(changes))]
        return [each for each in changes if way == "all" or self._chance.random() < 0.5]


def _read(place: Path) -> Node:
    """A file or folder as it is, all of it on disk."""
    node = Node(place.is_dir())
    if node.folder:
        node.names = {each.name: _read(each) for each in place.iterdir()}
    else:
        node.content = bytearray(place.read_bytes())
        node.length = len(node.content)
    return node


def _sectors(write: Written) -> Iterator[Written]:
    """The write in pieces that a disk writes whole."""
    if write.size is not None:
        yield write
    start, end = write.at, write.at + len(write.content)
    while start < end:
        stop = min(end, start - start % SECTOR + SECTOR)
        yield Written(start, write.content[start - write.at : stop - write.at])
        start = stop


def _put(content: bytearray, write: Written) -> None:
    if write.size is not None:
        del content[write.size :]
        content.extend(bytes(write.size - len(content)))
        return
    content.extend(bytes(max(0, write.at - len(content))))
    content[write.at : write.at + len(write.content)] = write.content


def _rename(names: dict[str, Node], change: Named) -> None:
    if change.gone:
        names.pop(change.gone, None)
    if change.name and change.node is not None:
        names[change.name] = change.node
