"""An object store that bundles go to, by the S3 protocol: one bucket, one prefix, no folder of anybody's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import S3Store

from desktop.core.bundles import NAME, BundleUnusable
from desktop.core.errors import Trouble
from desktop.sync.targets.s3_settings import StoreSettings, read_store_settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig

WHERE = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*)/?")
TRIES = 3
"""Times that one name is written where others write it at the same moment."""

CONNECT, ANSWER, CARRY = timedelta(seconds=4), timedelta(seconds=15), timedelta(seconds=300)
"""Longest wait for a connection, for an answer to a question, and for a whole bundle on a slow line."""

_CODE = re.compile(r"<Code>([A-Za-z]{1,60})</Code>")
_STATUS = re.compile(r"status code: ([0-9]{3})")
_KEY = ("it does not know the key, or the secret of the key is wrong", "Let IT check s3.toml.")
_RIGHT = ("the key has no right to do that", "Let IT give the key the rights that the manual names.")
_CLOCK = ("the clocks of this computer and of the server differ too much", "Set the clock of this computer.")
_BUCKET = ("there is no such bucket", "Let IT check the bucket's name in sync_to.")
_SERVER = ("the server had an error of its own", "Try again later; if it stays, tell IT.")
_AWAY = ("the server does not answer", "Check the network, and the endpoint in s3.toml.")
_TOLD = {
    "SignatureDoesNotMatch": _KEY,
    "InvalidAccessKeyId": _KEY,
    "AccessDenied": _RIGHT,
    "RequestTimeTooSkewed": _CLOCK,
    "NoSuchBucket": _BUCKET,
    "401": _KEY,
    "403": _RIGHT,
}


class Bucket:
    """A Target. A name is written by a conditional PUT, so that of two writers one makes it and the other sees that. Where other bytes
    stand under it, they are replaced on the condition that they are still those that were seen (If-Match): what nobody has looked at is
    never overwritten. A bucket with versions keeps what was replaced, and with object lock nobody can take it away."""

    def __init__(self, where: str, config: Path) -> None:
        """`where`: s3://BUCKET/PREFIX; `config`: the folder of s3.toml. Trouble `given` where either is not right. Nothing is asked yet."""
        parts = WHERE.fullmatch(where)
        if parts is None:
            raise Trouble("given", f"{where} names no bucket.", "Write s3://BUCKET/PREFIX in sync_to.", where)
        self.where = where
        settings = read_store_settings(config)
        self._asks, self._carries = (_store(parts[1], parts[2], settings, wait) for wait in (ANSWER, CARRY))

    def put(self, name: str, content: bytes) -> None:
        """As the contract says."""
        name = _good(name)
        with self._told(f"{name} could not be put at {self.where}"):
            for _ in range(TRIES):
                if self._put_once(name, content):
                    return
        words = f"{name} could not be put at {self.where}: others write it at the same moment."
        raise Trouble("io", words, "Send again.", self.where)

    def names(self) -> list[str]:
        """As the contract says."""
        with self._told(f"{self.where} cannot be read"):
            found = obstore.list_with_delimiter(self._asks)["objects"]
            names = (each["path"].rpartition("/")[2] for each in found)
            return sorted(name for name in names if NAME.fullmatch(name))

    def get(self, name: str, most: int) -> bytes:
        """As the contract says."""
        name = _good(name)
        with self._told(f"{name} cannot be read at {self.where}"):
            return self._read(name, most)[0]

    def free_bytes(self) -> int | None:
        """As the contract says: a store has no end that it would tell."""
        return None

    def _put_once(self, name: str, content: bytes) -> bool:
        """Whether it stands there now; False where somebody was faster."""
        try:
            obstore.put(self._carries, name, content, mode="create")
            return True
        except AlreadyExistsError:
            pass
        try:
            there, tag = self._read(name, len(content))
            if there == content:
                return True
        except BundleUnusable:
            tag = obstore.head(self._asks, name)["e_tag"]
        except FileNotFoundError:
            return False
        try:
            obstore.put(self._carries, name, content, mode={"e_tag": tag})
        except PreconditionError:
            return False
        return True

    def _read(self, name: str, most: int) -> tuple[bytes, str | None]:
        """Content and ETag; the body of what is too large is not asked for."""
        found = obstore.get(self._carries, name)
        if found.meta["size"] > most:
            raise BundleUnusable("too_large", f"{name} is larger than any that Threshold makes.")
        return bytes(found.bytes()), found.meta["e_tag"]

    @contextmanager
    def _told(self, lost: str) -> Iterator[None]:
        """Errors of the store as Trouble: `lost`, and why. Of what the library says only the server's code is looked at."""
        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            why, remedy = _meaning(error)
            raise Trouble("io", f"{lost}: {why}.", remedy, self.where) from error


def _good(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is the name of no bundle and of no receipt.")
    return name


def _meaning(error: Exception) -> tuple[str, str]:
    """Why, and what to do."""
    code, status = _CODE.search(str(error)), _STATUS.search(str(error))
    for found in (code, status):
        if found is not None and found[1] in _TOLD:
            return _TOLD[found[1]]
    if isinstance(error, FileNotFoundError):
        return "it is not there", "Look whether somebody took it away."
    if code is None and status is None:
        return _AWAY
    said = (code or status or [""] * 2)[1]
    return (
        _SERVER if status and status[1].startswith("5") else (f"the server refuses it ({said})", "Tell IT.")
    )


def _store(bucket: str, prefix: str, settings: StoreSettings | None, wait: timedelta) -> S3Store:
    """A way to the bucket. A dead server is given up after some 15 s."""
    own = settings or StoreSettings()
    client: ClientConfig = {"connect_timeout": CONNECT, "timeout": wait}
    if settings is not None:
        client["allow_http"] = own.allow_http
    more: dict[str, str] = {"endpoint": own.endpoint} if own.endpoint else {}
    if settings is not None:
        more |= {"region": own.region, "access_key_id": own.access_key, "secret_access_key": own.secret_key}
    return S3Store(
        bucket,
        prefix=prefix.strip("/") or None,
        config=more,  # type: ignore[arg-type]
        client_options=client,
        retry_config={
            "max_retries": 2,
            "retry_timeout": timedelta(seconds=12),
            "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1)},
        },
    )
