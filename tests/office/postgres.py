"""A real PostgreSQL server for tests: Debian's own program, in a folder of its own, reached by its socket alone."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

PROGRAMS = "/usr/lib/postgresql/*/bin"
SETTINGS = (
    "listen_addresses=''",
    "fsync=on",
    "full_page_writes=on",
    "shared_buffers=64MB",
    "logging_collector=off",
)


class Postgres:
    """A server. It refuses to run as root, so that there it runs as the account that Debian's package made for it."""

    def __init__(self) -> None:
        self._bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.root = Path(tempfile.mkdtemp(prefix="threshold-pg-"))
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.root, self._user)
        self._databases = 0
        self._run(
            "initdb",
            "-D",
            str(self.data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        self.start()

    @property
    def data(self) -> Path:
        return self.root / "data"

    def dsn(self, database: str, user: str = "postgres") -> str:
        return f"host={self.root} dbname={database} user={user}"

    def start(self) -> None:
        options = " ".join(f"-c {each}" for each in (*SETTINGS, f"unix_socket_directories={self.root}"))
        log = str(self.root / "log")
        self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", log, "-o", options, "start")

    def kill(self) -> None:
        """End all of it as a power cut would, and wait until it is gone."""
        first = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        found = [first, *first.children(recursive=True)]
        for each in found:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in found):
            psutil.wait_procs(found, timeout=0.1)
        # Where nobody takes the dead away their numbers seem to be in use, and a start would believe these files.
        for left in (self.data / "postmaster.pid", self.root / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.root)

    def database(self) -> str:
        """A new, empty database; how it is reached."""
        self._databases += 1
        name = f"office{self._databases}"
        self._run("createdb", "-h", str(self.root), "-U", "postgres", name)
        return self.dsn(name)

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self._bin / program), *arguments]
        user = self._user if os.geteuid() == 0 else None
        done = subprocess.run(
            command,
            user=user,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
        log = self.root / "log"
        told = log.read_text("utf-8")[-2000:] if log.exists() else ""
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}{told}"
