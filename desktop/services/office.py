"""The office's intake: takes the bundles that lie at a place, verified and opened, into PostgreSQL, and puts signed receipts back there.

A bundle that follows what is not here yet waits where it lies. One that cannot be believed is kept in quarantine as it is, with the
reason; nothing is dropped, and nothing at the place is deleted.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import msgspec

from desktop.core.bundles import MOST_BYTES, BundleUnusable, name_of
from desktop.core.errors import Refused, Trouble
from desktop.office.database import Database, NotTaken, keys_of, opened
from desktop.office.intake import content_of, put_aside, receipts, release, set_aside, take
from desktop.packs.catalog import from_kept
from desktop.services.syncing import place_of
from desktop.sync.bundle import Opened, open_whole, read_header
from desktop.sync.receipts import write_receipt
from desktop.sync.target import Target
from desktop.trust.device import DeviceKey, device_key_file, make_device_key, open_device_key
from desktop.trust.files import make_keys_folder, write_new
from desktop.trust.sealing import new_identity, recipient_of
from desktop.whole import read_whole, trouble_of

REALM = "office"
IDENTITY = "office-identity.txt"
UNKNOWN = "The desk {device} is not known here. Compare the key on its threshold sync card, then run threshold office add-desk."
GAP = "It goes on after event {at}, which is not here yet."
FORK = "Event {at} is here with another hash: somebody wrote this record anew, or two computers go on with one record."
STRANGER = (
    "The bundle is signed by a key that this desk is not known by. Ask the desk for its threshold sync card."
)
UNWRITABLE = (
    "It is signed by its desk, and says what no desk of ours writes: a time or text that cannot be kept."
)
LEFT = " It is left where it lies."

State = Literal["taken", "known", "waits", "aside"]
Progress = Callable[[int, int], None]


class Keys(msgspec.Struct, frozen=True):
    """What opens bundles (`identity`, secret; `recipient` is public) and what signs receipts."""

    identity: str
    recipient: str
    key: DeviceKey


class Told(msgspec.Struct, frozen=True):
    """What became of a bundle, by its name; a sentence where it waits or was put aside."""

    name: str
    state: State
    events: int = 0
    sentence: str = ""
    wrong: str = ""


class Taken(msgspec.Struct):
    """What one run did. `receipts` were put back; `waits` and `aside` name bundles and say why; `aside_in_all` are in quarantine."""

    bundles: int = 0
    events: int = 0
    receipts: int = 0
    waits: list[Told] = []
    aside: list[Told] = []
    aside_in_all: int = 0


def make_keys(folder: Path) -> Keys:
    """Make the office's keys, once. Refused `office_keys_there`; Trouble where they cannot be written."""
    if device_key_file(folder, REALM).exists() or (folder / IDENTITY).exists():
        raise Refused("office_keys_there", folder=str(folder))
    try:
        make_keys_folder(folder)
        write_new(folder / IDENTITY, f"{new_identity()}\n".encode("ascii"))
    except OSError as error:
        raise trouble_of(error, "The office's keys could not be written", folder) from error
    make_device_key(folder, REALM)
    return open_keys(folder)


def open_keys(folder: Path) -> Keys:
    """The office's keys. Trouble `given` where there are none, and where they cannot be read."""
    key = open_device_key(folder, REALM)
    try:
        identity = read_whole(folder / IDENTITY).decode("ascii")
        recipient = recipient_of(identity)
    except (OSError, ValueError, Refused) as error:
        words = f"There is no office's key in {folder}, or it cannot be read."
        raise Trouble("given", words, "Run threshold office init, or name the folder with --keys.") from error
    if key is None:
        words = f"The key that signs the office's receipts is missing in {folder}."
        raise Trouble("given", words, "Put it back from its backup.", str(folder))
    return Keys(identity, recipient, key)


def take_in(
    dsn: str,
    where: str,
    keys_folder: Path,
    workers: int = 1,
    progress: Progress = lambda done, of: None,
    config: Path = Path(),
) -> Taken:
    """Take everything that lies at a place. `workers` processes work at once, each at the bundles of other desks. It may be ended at any
    moment, in whatever number of processes: what has a receipt is in the database. `config` is the folder of s3.toml.
    Trouble of place, keys or database."""
    open_keys(keys_folder)
    place = place_of(where, config)
    names = place.names()
    bundles = [name for name in names if name.endswith(".tbundle")]
    done = Taken()
    with opened(dsn) as db:
        known = receipts(db, bundles)
        done.receipts += _put_back(place, known, frozenset(names))
        todo = _by_desk([name for name in bundles if name not in known])
        of = sum(map(len, todo))
        while todo:
            told: list[Told] = []
            for each in _run(_Way(dsn, where, keys_folder, config), todo, workers):
                told.append(each)
                progress(len(told), of)
            _count(done, told)
            waits = {each.name for each in told if each.state == "waits"}
            went_on = any(each.state == "taken" for each in told)
            todo = _by_desk(waits) if went_on and waits else []
        done.aside_in_all = len(set_aside(db))
    return done


def retry(dsn: str, keys_folder: Path) -> list[Told]:
    """Judge what is in quarantine once more: after a desk was added, or a newer Threshold was installed here."""
    keys, told = open_keys(keys_folder), list[Told]()
    with opened(dsn) as db:
        for held in set_aside(db):
            content = content_of(db, held.sha256) or b""
            one = _judged(db, held.name, content, keys)[0]
            if one.state in ("taken", "known"):
                release(db, held.sha256)
            told.append(one)
    return told


def _count(done: Taken, told: Sequence[Told]) -> None:
    done.bundles += sum(each.state in ("taken", "known") for each in told)
    done.receipts += sum(each.state in ("taken", "known") for each in told)
    done.events += sum(each.events for each in told)
    done.aside += [each for each in told if each.state == "aside"]
    done.waits = [each for each in told if each.state == "waits"]


def _put_back(place: Target, known: dict[str, bytes], names: frozenset[str]) -> int:
    """Receipts of bundles that are held, where they do not lie."""
    put = 0
    for name, receipt in known.items():
        back = _receipt_name(name)
        if back not in names:
            place.put(back, receipt)
            put += 1
    return put


def _receipt_name(bundle: str) -> str:
    return bundle.removesuffix(".tbundle") + ".treceipt"


def _by_desk(names: Iterable[str]) -> list[list[str]]:
    """The bundles of each desk in the order of their events."""
    groups: dict[str, list[tuple[int, int, str]]] = {}
    for name in names:
        device, epoch, first, _, _ = name.rsplit("-", 4)
        groups.setdefault(device, []).append((int(epoch[1:]), int(first), name))
    return [[name for _, _, name in sorted(group)] for group in groups.values()]


class _Way(msgspec.Struct, frozen=True):
    """What each process of a run is told."""

    dsn: str
    where: str
    keys: Path
    config: Path


def _run(way: _Way, groups: list[list[str]], workers: int) -> Iterator[Told]:
    """What becomes of each bundle, those of one desk in their order, as it is told."""
    shares = [
        [name for group in groups[n::workers] for name in group] for n in range(min(workers, len(groups)))
    ]
    if len(shares) < 2:
        for share in shares:
            yield from _share(way, share)
        return
    with ProcessPoolExecutor(len(shares), mp_context=get_context("spawn")) as pool:
        for one in as_completed([pool.submit(_listed, way, share) for share in shares]):
            yield from one.result()


def _listed(way: _Way, names: Sequence[str]) -> list[Told]:
    return list(_share(way, names))


def _share(way: _Way, names: Sequence[str]) -> Iterator[Told]:
    place, keys = place_of(way.where, way.config), open_keys(way.keys)
    with opened(way.dsn) as db:
        for name in names:
            yield _one(db, place, name, keys)


def _one(db: Database, place: Target, name: str, keys: Keys) -> Told:
    """Take one bundle; its receipt is put back once it is on disk."""
    try:
        raw = place.get(name, MOST_BYTES)
    except BundleUnusable as unusable:
        return _aside(db, name, b"", unusable.wrong, unusable.sentence + LEFT)
    told, receipt = _judged(db, name, raw, keys)
    if receipt is not None:
        place.put(*receipt)
    return told


def _judged(db: Database, name: str, raw: bytes, keys: Keys) -> tuple[Told, tuple[str, bytes] | None]:
    """What becomes of it; name and content of its receipt where it is held now."""
    try:
        opened_ = _opened(db, raw, keys)
    except BundleUnusable as unusable:
        return _aside(db, name, raw, unusable.wrong, unusable.sentence), None
    except _NotKnown as unknown:
        return Told(name, "waits", 0, UNKNOWN.format(device=unknown.args[0]), "unknown"), None
    header, rows = opened_.header, opened_.rows
    receipt = write_receipt(header, rows, keys.key)
    try:
        judged = take(db, header, rows, opened_.packs, receipt)
    except (ValueError, ArithmeticError, NotTaken):  # nothing of it was written, and the other desks go on
        return _aside(db, name, raw, "unwritable", UNWRITABLE), None
    if judged.verdict == "gap":
        return Told(name, "waits", 0, GAP.format(at=judged.at), "gap"), None
    if judged.verdict == "fork":
        return _aside(db, name, raw, "forked", FORK.format(at=judged.at)), None
    state: State = "known" if judged.verdict == "known" else "taken"
    return Told(name, state, len(judged.new)), (name_of(header, "treceipt"), receipt)


class _NotKnown(Exception):
    """The desk that it names is not known here."""


def _opened(db: Database, raw: bytes, keys: Keys) -> Opened:
    header, _ = read_header(raw)
    believed = keys_of(db, header.device)
    if not believed:
        raise _NotKnown(header.device)
    if header.signed_by not in believed:
        raise BundleUnusable("forged", STRANGER)
    whole = open_whole(raw, header.signed_by, keys.identity)
    for pack_hash, content in whole.packs.items():
        try:
            from_kept(content, pack_hash)
        except ValueError as error:
            raise BundleUnusable("tampered", f"A policy pack in it is not what it says: {error}") from error
    return whole


def _aside(db: Database, name: str, raw: bytes, wrong: str, sentence: str) -> Told:
    put_aside(db, hashlib.sha256(raw or name.encode()).hexdigest(), name, raw, wrong, sentence)
    return Told(name, "aside", 0, sentence, wrong)
