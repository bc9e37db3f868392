"""A printing system of a test's own: the real CUPS server, on a socket in a folder, with queues that keep what they were given."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

PROGRAMS = "/usr/sbin:/usr/bin:/sbin:/bin"
SERVER = """\
Listen {socket}
LogLevel warn
Browsing Off
WebInterface No
DirtyCleanInterval 0
PreserveJobHistory Yes
PreserveJobFiles Yes
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
FILES = """\
ServerRoot {folder}
RequestRoot {folder}/spool
TempDir {folder}/tmp
CacheDir {folder}/cache
StateDir {folder}/state
ErrorLog {folder}/error
AccessLog {folder}/access
PageLog {folder}/page
FileDevice Yes
"""

PRINTER = """\
*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "TEST.PPD"
*Manufacturer: "Test"
*Product: "(Test)"
*ModelName: "Test"
*ShortNickName: "Test"
*NickName: "Test"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: True
*DefaultColorSpace: RGB
*cupsFilter: "application/pdf 0 -"
*OpenUI *PageSize/Paper: PickOne
*DefaultPageSize: Letter
*PageSize Letter: ""
*PageSize A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: Letter
*PageRegion Letter: ""
*PageRegion A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: Letter
*ImageableArea Letter: "18 18 594 774"
*ImageableArea A4: "18 18 577 824"
*DefaultPaperDimension: Letter
*PaperDimension Letter: "612 792"
*PaperDimension A4: "595 842"
*OpenUI *Duplex/Both sides: PickOne
*DefaultDuplex: None
*Duplex None: ""
*Duplex DuplexNoTumble: ""
*Duplex DuplexTumble: ""
*CloseUI: *Duplex
"""
"""What Qt asks of a printer: its papers, and that it prints on both sides."""


class Came(msgspec.Struct, frozen=True):
    """A job as the server keeps it: what was asked for, in the bytes of its control file, and its documents."""

    asked: bytes
    documents: tuple[bytes, ...]


class PrintingSystem:
    """Programs of CUPS find it at `$CUPS_SERVER`. libcups reads that once in each thread, so one process has one place for all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, Path(os.environ["CUPS_SERVER"])
        for name in ("spool", "tmp", "cache", "state"):
            (folder / name).mkdir()
        (folder / "printer").write_text(PRINTER)
        for name, text in (("cupsd", SERVER), ("files", FILES)):
            (folder / name).write_text(text.format(folder=folder, socket=self.socket))
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, and wait until it answers."""
        self.socket.unlink(missing_ok=True)  # of the one before
        command = ["cupsd", "-f", "-c", str(self.folder / "cupsd"), "-s", str(self.folder / "files")]
        self._server = subprocess.Popen(command, env=os.environ | {"PATH": PROGRAMS})
        while self._server.poll() is None:
            if self.socket.exists() and "is running" in self.run("lpstat", "-r"):
                return
        raise AssertionError((self.folder / "error").read_text())

    def end(self) -> None:
        """Stop it."""
        if self._server is not None:
            self.go_on()
            self._server.terminate()
            self._server.wait()

    def hang(self) -> None:
        """It takes nothing and says nothing, until it goes on."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """It answers again."""
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def run(self, *command: str) -> str:
        """What a program of CUPS says."""
        env = os.environ | {"PATH": PROGRAMS, "LC_ALL": "C.UTF-8"}
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False).stdout

    def queue(self, name: str, accepts: bool = True) -> None:
        """Set one up. What comes to it is kept and printed nowhere."""
        self.run("lpadmin", "-p", name, "-v", "file:///dev/null", "-P", str(self.folder / "printer"))
        self.run("cupsaccept" if accepts else "cupsreject", name)

    @property
    def jobs(self) -> tuple[Came, ...]:
        """What came, the first one first."""
        spool = self.folder / "spool"
        numbers = [file.name[1:] for file in sorted(spool.iterdir()) if re.fullmatch(r"c\d{5}", file.name)]
        return tuple(
            Came(
                (spool / f"c{number}").read_bytes(),
                tuple(file.read_bytes() for file in sorted(spool.glob(f"d{number}-*"))),
            )
            for number in numbers
        )


@contextmanager
def printing_system(folder: Path, *queues: str) -> Iterator[PrintingSystem]:
    """One with these queues, which this process and those that it starts find."""
    made = PrintingSystem(folder)
    made.start()
    try:
        for name in queues:
            made.queue(name)
        yield made
    finally:
        made.end()
