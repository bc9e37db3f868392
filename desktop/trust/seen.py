"""Remembers outside the record the highest versions of policies that were installed on this computer, so that an older copy of the record
cannot take an older policy again unseen.

`REALM-policies.json` in the keys folder is written after the event is on disk, so it is never ahead of the record. Where it is gone, the
record alone decides.
"""

from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.trust.files import make_keys_folder
from desktop.whole import owner_only, read_whole, trouble_of, whole_file


class Seen(Struct, frozen=True, forbid_unknown_fields=True):
    """Highest serial of each pack and of its bulletins, highest version of each authority."""

    format: int = 1
    packs: dict[str, int] = {}
    bulletins: dict[str, int] = {}
    authorities: dict[str, int] = {}


def seen_file(keys: Path, realm: str) -> Path:
    """Where it lies."""
    return keys / f"{realm}-policies.json"


def read_seen(keys: Path, realm: str) -> Seen:
    """What was seen; nothing where there is no file. Trouble "key_damaged" for one that cannot be understood, "io"."""
    place = seen_file(keys, realm)
    try:
        return msgspec.json.decode(read_whole(place), type=Seen)
    except FileNotFoundError:
        return Seen()
    except OSError as error:
        sentence = (
            f"{place}, which says which policies were installed here, cannot be read: {error.strerror}."
        )
        raise Trouble("io", sentence, "Let IT check the rights and the disk.", str(place)) from error
    except (ValueError, RecursionError) as error:
        sentence = f"{place}, which says which policies were installed here, is damaged."
        remedy = "Find out who can write in the keys folder; then remove the file and install again."
        raise Trouble("key_damaged", sentence, remedy, str(place)) from error


def keep_seen(
    keys: Path, realm: str, packs: dict[str, int], bulletins: dict[str, int], authorities: dict[str, int]
) -> None:
    """Raise what is remembered to these numbers where they are higher. Trouble where that cannot be written."""
    former = read_seen(keys, realm)

    def higher(was: dict[str, int], now: dict[str, int]) -> dict[str, int]:
        return {name: max(was.get(name, 0), now.get(name, 0)) for name in sorted({*was, *now})}

    new = Seen(
        1,
        higher(former.packs, packs),
        higher(former.bulletins, bulletins),
        higher(former.authorities, authorities),
    )
    if new == former:
        return
    place, lost = seen_file(keys, realm), "Which policies were installed here could not be kept"
    try:
        make_keys_folder(keys)
        with whole_file(place, lost, owner_only) as out:
            out.write(msgspec.json.format(msgspec.json.encode(new), indent=2) + b"\n")
    except OSError as error:
        raise trouble_of(error, lost, place) from error
