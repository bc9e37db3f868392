"""A real object store for tests: SeaweedFS on ports of its own, with a bucket; requests that obstore has not are signed here."""

import datetime
import hashlib
import hmac
import http.client
import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

ADMIN, DESK = ("office", "office-secret-of-tests"), ("desk", "desk-secret-of-tests")
BUCKET = "bundles"
NOTHING: Mapping[str, str] = MappingProxyType({})
READY = "Start Seaweed S3 API Server"


class ObjectStore:
    """A server. `config` is a configuration folder whose s3.toml reaches it as the desk does."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="threshold-s3-"))
        rights = [f"{act}:{BUCKET}" for act in ("Read", "Write", "List")]
        who = [(ADMIN, ["Admin", "Read", "Write", "List"]), (DESK, rights)]
        identities = [
            {"name": key, "credentials": [{"accessKey": key, "secretKey": secret}], "actions": actions}
            for (key, secret), actions in who
        ]
        (self.root / "identities.json").write_text(json.dumps({"identities": identities}))
        self.ports = _free_ports(8)
        self.start()
        assert self.ask("PUT", f"/{BUCKET}")[0] == 200
        self.config = self.configured(self.root / "config")

    def configured(
        self, folder: Path, secret: str = "", endpoint: str = "", key: tuple[str, str] = DESK
    ) -> Path:
        """The folder with an s3.toml in it."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "s3.toml"
        file.touch(0o600)
        endpoint = endpoint or f"http://127.0.0.1:{self.ports[6]}"
        lines = (f'endpoint = "{endpoint}"', f'access_key = "{key[0]}"', f'secret_key = "{secret or key[1]}"')
        file.write_text("\n".join((*lines, "allow_http = true", "")))
        return folder

    def start(self) -> None:
        """Until it says that it answers."""
        names = [
            f"{part}{port}" for part in ("master", "volume", "filer", "s3") for port in ("", ".port.grpc")
        ]
        flags = [f"-{n if '.' in n else n + '.port'}={p}" for n, p in zip(names, self.ports, strict=True)]
        more = ["-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=40", "-master.volumeSizeLimitMB=64"]
        command = [
            str(Path(sys.executable).parent / "weed"),
            "-logtostderr",
            "server",
            f"-dir={self.root}",
            "-ip=127.0.0.1",
        ]
        command += ["-ip.bind=127.0.0.1", "-filer", "-s3", f"-s3.config={self.root / 'identities.json'}"]
        log = self.root / "log"
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [*command, "-master.telemetry=false", *more, *flags], stdout=out, stderr=out
            )
        with log.open() as lines:
            while READY not in lines.readline():
                assert self._process.poll() is None, log.read_text()[-2000:]

    def kill(self) -> None:
        """As a power cut would."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """For good."""
        self.kill()
        shutil.rmtree(self.root)

    def ask(
        self, method: str, path: str, query: str = "", body: bytes = b"", also: Mapping[str, str] = NOTHING
    ) -> tuple[int, bytes]:
        """A request signed (AWS Signature 4) by the office's key; status and what came back. `query` is "name=value", sorted."""
        host, sha = f"127.0.0.1:{self.ports[6]}", hashlib.sha256(body).hexdigest()
        now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
        headers = dict(sorted({"host": host, "x-amz-content-sha256": sha, "x-amz-date": now, **also}.items()))
        names, scope = ";".join(headers), f"{now[:8]}/us-east-1/s3/aws4_request"
        lines = [method, path, query, *(f"{name}:{value}" for name, value in headers.items()), "", names, sha]
        asked = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        key = f"AWS4{ADMIN[1]}".encode()
        for part in (*scope.split("/"), "\n".join(("AWS4-HMAC-SHA256", now, scope, asked))):
            key = hmac.digest(key, part.encode(), "sha256")
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={ADMIN[0]}/{scope}, SignedHeaders={names}, Signature={key.hex()}"
        )
        way = http.client.HTTPConnection(host, timeout=30)
        way.request(method, f"{path}?{query}" if query else path, body, headers)
        answer = way.getresponse()
        told = (answer.status, answer.read())
        way.close()
        return told


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
