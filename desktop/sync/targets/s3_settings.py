"""Reads s3.toml: at which server an object store is, and the key pair that this account has there."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from desktop.core.errors import Trouble
from desktop.settings import read_table, usable

FILE = "s3.toml"
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?")
USUAL_REGION = "us-east-1"
NO_KEY = "There is no {file}, and no AWS_ACCESS_KEY_ID is set: nothing says by which key the object store is reached."
KEY = "Let IT write access_key and secret_key into it."
LOOSE = "{file} holds a secret key, and other accounts may read it."


class StoreSettings(msgspec.Struct, frozen=True):
    """What s3.toml may say. `endpoint`: https://HOST:PORT, "" for Amazon's own; `allow_http` lets it be http://."""

    endpoint: str = ""
    region: str = USUAL_REGION
    access_key: str = ""
    secret_key: str = ""
    allow_http: bool = False

    def __repr__(self) -> str:  # whatever prints it, never prints the secret
        return f"StoreSettings({self.endpoint!r}, {self.region!r})"


def read_store_settings(config: Path, environment: Mapping[str, str] = os.environ) -> StoreSettings | None:
    """What the file in this configuration folder says; None where there is no file and AWS_* variables say it. Trouble `given` for
    anything in it that is not right: no sentence repeats what a key holds."""
    file = config / FILE
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        if environment.get("AWS_ACCESS_KEY_ID"):
            return None
        raise Trouble("given", NO_KEY.format(file=file), KEY, str(file)) from None
    except OSError as error:
        words = f"{file} cannot be opened ({error.strerror})."
        raise Trouble("given", words, "Let IT check its rights.", str(file)) from error
    if os.name == "posix" and mode & 0o077:
        raise Trouble("given", LOOSE.format(file=file), f"Run: chmod 600 {file}", str(file))
    table, unread = read_table(file)
    if unread:
        # The parser's own words may hold a piece of the line, which may be the secret.
        raise Trouble("given", f"{file} cannot be read as TOML.", "Let IT mend it.", str(file))
    given, wrong = usable(table, StoreSettings)
    for why in wrong.values():
        raise Trouble("given", f"{file}: {why}", "Let IT mend it.", str(file))
    settings = StoreSettings(**given)
    if not (settings.access_key and settings.secret_key):
        raise Trouble("given", f"{file} names no access_key or no secret_key.", KEY, str(file))
    if settings.endpoint and not ADDRESS.fullmatch(settings.endpoint):
        raise Trouble("given", f"{file}: endpoint is no https:// address.", "Let IT mend it.", str(file))
    if settings.endpoint.startswith("http://") and not settings.allow_http:
        words = f"{file}: endpoint is http://, where everybody on the way sees what is asked."
        raise Trouble(
            "given", words, "Use https://, or set allow_http = true on a line of your own.", str(file)
        )
    return settings
