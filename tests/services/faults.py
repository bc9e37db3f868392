"""The faults that `doctor` must name: each is put into a real workstation as it would come about."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.store.opening import DATABASE, Store, open_store

PAGE = 4096


def key_gone(places: Places) -> None:
    """The key file is deleted."""
    key_file(places).unlink()


def foreign_key(places: Places) -> None:
    """The key file is replaced by that of another record."""
    other = Places(*(places.data.parent / "other" / name for name in ("data", "config", "keys", "logs")))
    open_store(other, True).close()
    key_file(places).write_bytes(key_file(other).read_bytes())


def loose_rights(places: Places) -> None:
    """Everybody on the computer may read the key file."""
    key_file(places).chmod(0o644)


def damaged_page(places: Places) -> None:
    """One bit of a page that is not needed to open the record turns over."""
    path = record(places)
    content = path.read_bytes()
    for page in range(len(content) // PAGE - 1, 0, -1):
        trial = bytearray(content)
        trial[page * PAGE + 100] ^= 1
        path.write_bytes(trial)
        try:
            open_store(places, False).close()
        except Trouble:
            continue
        return
    raise AssertionError("no page can be damaged without stopping the record from opening")


def triggers_gone(places: Places) -> None:
    """Somebody with the key removes a guard."""
    in_database(places, lambda store: store.maintenance().execute("DROP TRIGGER events_no_update"))


def stale_views(places: Places) -> None:
    """The database forbids nothing about views: they are made to be thrown away."""
    in_database(places, lambda store: store.maintenance().execute("UPDATE projected SET seq = seq - 1"))


def original_gone(places: Places) -> None:
    """The file of a kept original is deleted."""
    next(places.data.glob("record/attachments/??/*")).unlink()


def original_changed(places: Places) -> None:
    """One bit of it turns over."""
    place = next(places.data.glob("record/attachments/??/*"))
    content = bytearray(place.read_bytes())
    content[-1] ^= 1
    place.write_bytes(content)


def half_original(places: Places) -> None:
    """A kill came while an original was written."""
    place = next(places.data.glob("record/attachments/??/*"))
    place.with_name("0" * 32 + ".part").write_bytes(place.read_bytes()[:100])


def record_gone(places: Places) -> None:
    """The database is deleted, what lies beside it is not."""
    record(places).unlink()


def key_file(places: Places) -> Path:
    """The file of the data key; the device key lies beside it."""
    return next(place for place in places.keys.glob("*.key") if not place.name.endswith("-device.key"))


def record(places: Places) -> Path:
    """The database."""
    return places.data / "record" / DATABASE


def in_database(places: Places, change: Callable[[Store], object]) -> None:
    """Change the record as somebody does who holds its key."""
    store = open_store(places, False)
    change(store)
    store.close()


def resources_without(folder: Path, whole: Path, name: str) -> None:
    """A copy of what ships with the program in which one file is missing. The other files are links."""
    shutil.copytree(whole, folder / "resources", copy_function=os.link)
    found = list((folder / "resources").rglob(name))
    if len(found) != 1:
        raise AssertionError(found)
    found[0].unlink()
