"""Everything that Threshold reads from outside, each with what is given to it and what reads it."""

import shutil
import tomllib
from collections.abc import Callable
from contextlib import chdir, closing, suppress
from pathlib import Path

from hypothesis import strategies as st

from desktop import paths
from desktop.core.scenarios import play
from desktop.packs.catalog import load_pack
from desktop.packs.compiled import from_kept
from desktop.packs.facility import from_snapshot, read_facility, site, snapshot
from desktop.packs.scenarios import read_scenario
from desktop.services.backing import back_up
from desktop.services.health import examine
from desktop.services.noting import Noting
from desktop.services.photos import Photos, look
from desktop.services.pictures import many_pages, printed, thumbnail
from desktop.settings import read_settings, settings_file
from desktop.store.opening import open_store
from desktop.trust.signed import signed_file
from tests.fuzz.bundles import targets_of_bundles
from tests.fuzz.harness import (
    InFile,
    OwnFolder,
    Target,
    Told,
    command,
    findings,
    state,
    whole,
)
from tests.fuzz.logo import Logo
from tests.fuzz.looked import looked_through, opened
from tests.fuzz.mutating import json_like, raw, toml_like
from tests.fuzz.policies import targets_of_policies
from tests.fuzz.rings import Ring, targets_of_keys
from tests.packs.mutated import OVERLAY, PACK, files_of
from tests.services.conftest import GUARD
from tests.services.exports import load_verifier
from tests.services.papers import encoded, every_type
from tests.services.test_photos import SchoolGuard

SCHOOL = paths.resources() / "facilities" / "sample-school.toml"


class Station:
    """A workstation with a visit, a kept photograph, a backup on a stick and an evidence export, all below `home`."""

    def __init__(self, home: Path) -> None:
        self.home, self.places = home, paths.places(home / "desk", {})
        self.stick, self.zip = home / "stick", home / "evidence.zip"
        self.facility = self.places.config / "facility.toml"
        guard = SchoolGuard(home / "desk")
        visit, paper = guard.paper()
        Noting(guard.walking).note(visit, "They stood at the inner door.", "seen", GUARD)
        Photos(guard.walking).keep(visit, paper, 1, encoded("PNG"), GUARD)
        self.number = guard.walking.current(visit).visit.opened.record_number
        self.pack = guard.desk.pack
        guard.desk.close()
        self.ring = Ring(self.places, home)
        self.facility.parent.mkdir(parents=True)
        named = f'backup_folder = "{self.stick}"\n'
        self.facility.write_text(named + SCHOOL.read_text("utf-8"), "utf-8")
        self.stick.mkdir()
        self.backup = back_up(self.places, self.stick).folder
        assert self.run("export-evidence", "--out", self.zip, "--originals")[0] == 0

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        """A command on this workstation."""
        return command("--home", self.home / "desk", *arguments)


def _both(good: bytes) -> st.SearchStrategy[bytes]:
    return st.one_of(json_like(good), raw(good))


def _toml(good: bytes) -> st.SearchStrategy[bytes]:
    return st.one_of(toml_like(tomllib.loads(good.decode())), raw(good))


def pack(home: Path, name: str = "policy pack", source: Path = PACK) -> OwnFolder:
    """Any file of a policy pack."""
    shutil.copytree(source, home / "pack", ignore=shutil.ignore_patterns("scenarios"))
    files = {each: _toml((source / each).read_bytes()) for each in files_of(source)}
    pictures = {
        f"pictures/{each.name}": raw(each.read_bytes())
        for each in sorted((source / "pictures").glob("*"))[:2]
    }

    def reader() -> Told:
        load_pack(home / "pack")
        return []

    return OwnFolder(name, home / "pack", files | pictures, reader)


def facility(home: Path) -> InFile:
    """The facility file, with all that is told at a start."""
    home.mkdir()
    file = home / "facility.toml"
    file.write_bytes(
        b'logo = "logo.png"\nscan_folder = "/srv/scans"\nbackup_folder = "/srv/backups"\n'
        + SCHOOL.read_bytes()
    )
    (home / "logo.png").write_bytes(encoded("PNG"))

    def reader() -> Told:
        config, found = read_facility(file)
        site(config), from_snapshot(snapshot(config))
        return findings(found)

    return InFile("facility file", file, home, _toml(file.read_bytes()), reader)


def facility_of_desk(station: Station) -> InFile:
    """The facility file of a desk, as `doctor` and every command meet it."""

    def reader() -> Told:
        facts = [each for each in examine(station.places) if each.level != "ok"]
        return [
            whole(f"{each.sentence} {each.remedy}")
            for each in facts
            if each.code in ("facility", "backup", "io")
        ]

    return InFile(
        "facility of a desk", station.facility, station.home, _toml(station.facility.read_bytes()), reader
    )


def settings(home: Path) -> InFile:
    """The choices of the window."""
    file = settings_file(paths.places(home, {}))
    file.parent.mkdir(parents=True)
    file.write_bytes(b'theme = "night"\n')

    def reader() -> Told:
        return [whole(each) for each in read_settings(file)[1]]

    return InFile("window settings", file, home, _toml(file.read_bytes()), reader)


def _of_desk(
    station: Station, name: str, place: Path, inputs: Callable[[bytes], st.SearchStrategy[bytes]]
) -> InFile:
    return InFile(
        name, place, station.home, inputs(place.read_bytes()), lambda: opened(station.home, station.places)
    )


def slots(station: Station) -> InFile:
    """Where the key is kept."""
    return _of_desk(station, "keyslots.json", station.places.data / "record" / "keyslots.json", _both)


def key(station: Station) -> InFile:
    """The key file."""
    named = next(each for each in station.places.keys.glob("*.key") if "device" not in each.name)
    return _of_desk(station, "key file", named, raw)


def device_key(station: Station) -> InFile:
    """The device key."""
    return _of_desk(station, "device key", station.places.keys / "record-device.key", raw)


def signed_heads(station: Station) -> InFile:
    """The note of what was signed last. The window goes on without it, in a new epoch."""
    place = signed_file(station.places.keys, "record")

    def reader() -> Told:
        opened(station.home, station.places)
        return looked_through(station.places, create=False)

    return InFile("signed heads", place, station.home, _both(place.read_bytes()), reader)


def database(station: Station) -> InFile:
    """The record itself: header, pages, foreign files."""
    place = station.places.data / "record" / "threshold.db"

    def reader() -> Told:
        for beside in place.parent.glob("threshold.db-*"):
            beside.unlink()
        return opened(station.home, station.places)

    return InFile("database", place, station.home, raw(place.read_bytes()), reader)


def doctor(station: Station) -> InFile:
    """The record again, as `doctor` and `salvage` see it."""
    place, out = station.places.data / "record" / "threshold.db", station.home / "salvaged"

    def reader() -> Told:
        bad = [each for each in examine(station.places) if each.level == "error"]
        assert all(each.sentence.strip() and each.remedy.strip() for each in bad), bad
        code, output = station.run("salvage", "--out", out)
        shutil.rmtree(out, ignore_errors=True)
        for beside in place.parent.glob("threshold.db-*"):
            beside.unlink()
        return [*(each.sentence for each in bad), *([output] if code else [])]

    return InFile("doctor and salvage", place, station.home, raw(place.read_bytes()), reader)


def attachment(station: Station) -> InFile:
    """A kept original."""
    place = next(
        each for each in (station.places.data / "record" / "attachments").glob("*/*") if each.is_file()
    )

    def reader() -> Told:
        with closing(open_store(station.places, create=False)) as store:
            store.attachments.read(place.name)
        return []

    return InFile("kept original", place, station.home, raw(place.read_bytes()), reader)


class Restored(OwnFolder):
    """Any file of a backup, which is then restored over a record and listed by `doctor`. A refused one leaves that record alone."""

    def __init__(self, station: Station) -> None:
        folder, self.station = station.home / "restored", station
        stick, desk = folder / "stick", folder / "desk"
        shutil.copytree(station.stick, stick)
        shutil.copytree(station.home / "desk", desk)
        self.desk, self.kept = desk, folder.with_name("kept")
        shutil.copytree(desk, self.kept)
        backup = stick / station.backup.name
        files: dict[str, st.SearchStrategy[bytes]] = {}
        for place in sorted(each for each in stick.rglob("*") if each.is_file()):
            content = place.read_bytes()
            files[str(place.relative_to(folder))] = (
                _both(content) if place.suffix == ".json" else raw(content)
            )

        def reader() -> Told:
            code, output = command("--home", desk, "restore", backup)
            if code == 0:
                shutil.rmtree(desk)
                shutil.copytree(self.kept, desk)
            return [whole(output)] if code else []

        super().__init__("backup", folder, files, reader)


def evidence(station: Station) -> InFile:
    """An evidence export, by the stand-alone checker."""
    verifier = load_verifier()

    def reader() -> Told:
        found = verifier.check(str(station.zip), [], [])
        lines = list(verifier.tell(found))
        assert lines[-1].startswith("VERDICT: ")
        return [str(each["sentence"]) for each in found.findings]

    return InFile("evidence export", station.zip, station.home, raw(station.zip.read_bytes()), reader)


class Scans:
    """A file that a scanner or a phone left: looked at, counted, drawn, kept, and taken back."""

    name = "scanned file"

    def __init__(self, station: Station) -> None:
        self.folder, self.station = station.home / "desk", station
        self.scan = station.home / "scan.bin"

    def inputs(self) -> st.SearchStrategy[bytes]:
        """Damaged files of every type."""
        return st.sampled_from(sorted(every_type().items())).flatmap(lambda each: raw(each[1]))

    def read(self, given: bytes) -> Told:
        """What cannot be shown is told, and kept all the same."""
        self.scan.write_bytes(given)
        found = look(self.scan)
        many_pages(given, found.media)
        pictures = [thumbnail(given, found.media, 160).problem, printed(given, found.media, 400, 3).problem]
        with closing(open_store(self.station.places, create=False)) as store:
            kept = store.attachments.keep(given, "0" * 64)
            store.attachments.discard(kept.id)
        with suppress(OSError):
            self.station.places.data.joinpath("record/attachments", kept.id[:2]).rmdir()
        return [whole(each) for each in pictures if each]


def scenario(home: Path, station: Station) -> InFile:
    """A scenario file, which is played where it can be read."""
    home.mkdir()
    file = home / "case.json"
    cases = [each.read_bytes() for each in (PACK / "scenarios").glob("*.json")]
    file.write_bytes(min((each for each in cases if b'"then"' in each), key=len))

    def reader() -> Told:
        play(station.pack.policy, read_scenario(file, station.pack.policy))
        return []

    return InFile("scenario", file, home, _both(file.read_bytes()), reader)


class KeptPack:
    """The bytes of a policy pack that are kept with a visit."""

    name = "kept pack"

    def __init__(self, home: Path, station: Station) -> None:
        home.mkdir()
        self.folder, self.pack = home, station.pack

    def inputs(self) -> st.SearchStrategy[bytes]:
        """By grammar and by bytes."""
        return _both(self.pack.compiled)

    def read(self, given: bytes) -> Told:
        """ValueError with a sentence is its refusal: who asks makes it a Trouble."""
        try:
            from_kept(given, self.pack.pack_hash)
        except ValueError as wrong:
            return [whole(str(wrong))]
        return []


class Arguments:
    """What people type at the command line: heads, keys, record numbers, folders."""

    name = "command line"

    def __init__(self, station: Station) -> None:
        self.folder, self.station = station.home / "none", station
        self.keys, self.out = station.home / "desk" / "keys", station.home / "out"
        self.out.mkdir()

    def inputs(self) -> st.SearchStrategy[tuple[str, ...]]:
        """A command and one odd argument."""
        digits = st.text("0123456789abcdefABCDEF: \u0660\uff11-", max_size=70)
        good = [
            self.station.number,
            self.station.number.lower(),
            "1:" + "0" * 64,
            "0" * 64,
            "-",
            "--",
            "~",
            ".",
            "/dev/null",
        ]
        odd = st.one_of(digits, st.text(max_size=40), st.sampled_from(good)).filter(
            lambda text: "\0" not in text
        )
        argument = odd.filter(lambda text: not any("\ud800" <= each <= "\udfff" for each in text))
        commands = (
            ("verify", "--head"), ("verify", "--public"), ("restore",), ("scenario",), ("pack", "check"), ("pack", "test"),
            ("report", "--out", str(self.out / "r.txt"), "--replace"), ("backup", "--to"),
            ("export-evidence", "--out", str(self.out / "e.zip"), "--replace", "--visit"),
        )  # fmt: skip
        return st.tuples(st.sampled_from(commands), argument).map(lambda each: (*each[0], each[1]))

    def read(self, given: tuple[str, ...]) -> Told:
        """Exit code 0 to 3, with a sentence. The keys stay; what was done may be signed, and that is kept beside them."""
        shutil.rmtree(self.out / "at", ignore_errors=True)
        (self.out / "at").mkdir()
        before = state(self.keys)
        with chdir(self.out / "at"):
            code, output = self.station.run(*given)
        changed = {name for name, _ in before.items() ^ state(self.keys).items()}
        assert changed <= {"record-signed.json"}, f"{sorted(changed)} changed"
        return [output] if code else []


def all_targets(home: Path) -> list[Target]:
    """Everything that is read from outside."""
    station = Station(home / "station")
    return [
        pack(home / "pack"), pack(home / "overlay", "overlay", OVERLAY),
        facility(home / "facility"), facility_of_desk(station), settings(home / "settings"),
        slots(station), key(station), device_key(station), signed_heads(station), database(station), doctor(station),
        attachment(station), Restored(station), evidence(station), Scans(station), Logo(home / "logo"),
        scenario(home / "scenario", station), KeptPack(home / "kept", station), Arguments(station),
        *targets_of_keys(station.ring, home / "managed"), *targets_of_policies(home / "office"),
        *targets_of_bundles(home / "bundles"),
    ]  # fmt: skip
