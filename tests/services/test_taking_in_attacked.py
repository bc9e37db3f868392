"""Side records that somebody takes away, puts back, or forges: each is named, here and by the stand-alone verifier."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import msgspec

from desktop.core import chain, witness
from desktop.core.events import make_event
from desktop.core.side_proof import SideProof, chained
from desktop.core.side_proof import unpacked as unpacked_chain
from desktop.core.siding import SideRecord
from desktop.services.evidence import export_evidence
from desktop.services.signed import IT, NOBODY
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from desktop.store import siding
from desktop.store.stored import chain_rows
from desktop.trust import device
from tests.services.closing import Site, sides
from tests.services.exports import rows_of, unpacked, verifier


def test_a_side_record_that_was_taken_away_is_named_and_what_was_signed_of_it_is_kept(site: Site) -> None:
    """Its folder is gone from the data; the keys folder still holds what this computer signed of it. That is kept, and told once."""
    site.emergency()
    [name] = site.waiting()
    shutil.rmtree(site.places.data / siding.SIDE / name)
    site.start().close()
    with closing(site.opened()) as desk:
        assert [(told.what, told.side, told.why) for told in sides(desk)] == [
            ("kept_aside", name, ["taken_away"])
        ]
        assert any(name in said and "Call IT" in said for said in desk.told)
        assert {each.code for each in verify(Walking(desk)).findings} == {"side_kept_aside"}
    assert siding.kept_aside(site.places) == [name]
    assert list((site.places.data / siding.ASIDE / name).glob("*-signed.json"))
    assert not list((site.places.keys / siding.SIDE).glob("*"))
    with closing(site.opened()) as desk:
        assert len(sides(desk)) == 1, "told once"


def test_one_that_the_program_was_removing_when_it_was_killed_is_not_taken_for_taken_away(site: Site) -> None:
    """Killed between its two folders: the mark on the first says who it was."""
    site.emergency()
    [name] = site.waiting()
    folder = site.places.data / siding.SIDE / name
    folder.rename(folder.with_name(f"{name}{siding.GONE}"))
    assert siding.vanished(site.places) == []
    with closing(site.opened()) as desk:
        assert sides(desk) == []
    for left in (site.places.data / siding.SIDE, site.places.keys / siding.SIDE):
        assert not list(left.glob("*-*"))


def test_a_copy_of_one_that_is_on_record_already_brings_nothing_in_twice(site: Site, tmp_path: Path) -> None:
    """Put back under another name with all that was signed of it, it is refused; under its own name it is only cleared away."""
    visit, _ = site.emergency()
    [name] = site.waiting()
    data, keys = site.places.data / siding.SIDE, site.places.keys / siding.SIDE
    shutil.copytree(data / name, tmp_path / "copy")
    shutil.copytree(keys / name, tmp_path / "signed")
    with closing(site.opened()) as desk:
        before = len(desk.store.queries.events_of(visit))
    for again in (f"00777-{name[6:]}", name):
        shutil.copytree(tmp_path / "copy", data / again)
        shutil.copytree(tmp_path / "signed", keys / again)
    with closing(site.opened()) as desk:
        assert len(desk.store.queries.events_of(visit)) == before
        assert [told.what for told in sides(desk)] == ["taken_in", "kept_aside"]
    assert site.waiting() == []


def test_an_outsider_sees_what_came_in_and_that_it_is_what_was_written_then(site: Site) -> None:
    """The stand-alone verifier tells of it whatever visits were exported, and names an event that is not the one of then."""
    with closing(site.start()) as desk:
        walking = Walking(desk)
        now = walking.open_visit(NOBODY, "")
        visit = now.visit.id
        assert now.walk.open is not None
        now = walking.answer(visit, now.walk.open.address, "none", NOBODY)
        walking.take_back(visit, now.visit.inputs[-1].seq, NOBODY)
    gone, _ = site.emergency()
    shutil.rmtree(site.places.data / siding.SIDE / site.waiting()[1])
    with closing(site.opened()) as desk:
        for visits in ((), (visit,), (site.earlier,)):
            out = site.home / "export.zip"
            export_evidence(desk, out, IT, visits, replace=True)
            checked = verifier.check(str(out), [], [])
            assert [each["code"] for each in checked.findings] == ["side_kept_aside"]
            assert sum("were taken in" in note for note in checked.notes) == 1
        assert desk.store.queries.visit(gone) is None
        export_evidence(desk, out, IT, (), replace=True)
    lines = [verifier.read_line(json.dumps(row).encode()) for row in rows_of(unpacked(out))]
    at = next(
        n for n, line in enumerate(lines) if line.kind == "side_record" and line.body["what"] == "taken_in"
    )
    last = at + lines[at].body["written"]

    def judged(changed: int, **fields: object) -> list[str]:
        checked = verifier.Checked([], [])
        seen = verifier.Sides(checked, verifier.Signed(checked))
        seen.begin(lines[at], {**lines[at].body, **(fields if changed == at else {})})
        for n in range(at + 1, last + 1):
            line = lines[n]._replace(envelope={**lines[n].envelope, **(fields if n == changed else {})})
            seen.compare(line._replace(payload=b"{}") if n == changed and not fields else line)
        seen.close()
        return [each["code"] for each in checked.findings]

    assert judged(-1) == []
    assert judged(at + 1, utc_us=1) == judged(last, kind="access") == judged(at + 2) == ["side_differs"]
    assert judged(at, head="0" * 64) == ["side_chain"]
    assert judged(at, signature="0" * 128) == ["side_forged"]
    assert judged(at, chain="AAAA") == ["side_chain"]
    assert "side_differs" in judged(at, written=lines[at].body["written"] + 1) + judged(
        at + 1, boot="another"
    )


def test_that_nobody_signed_a_side_record_is_seen_whatever_it_tells_of_itself(site: Site) -> None:
    """Its own word on its signature is not taken: none at all, and one by a key that is none of this desk's, are told."""
    site.emergency()
    with closing(site.opened()) as desk, closing(desk.store.maintenance()) as db:
        found = [row for batch in chain_rows(db) for row in batch]
    another = device.DeviceKey(b"\7" * 32)

    def told(**fields: object) -> set[str]:
        proof = SideProof(device.verify)
        for row in found:
            event = make_event(row.envelope, row.prev, row.hash, row.payload)
            body = event.body
            if isinstance(body, SideRecord):
                body = msgspec.structs.replace(body, **fields)
            proof.see(row, event, body)
        proof.close()
        return {each.code for each in (*proof.findings, *proof.told)}

    body = next(each for each in map(_body_of, found) if isinstance(each, SideRecord))
    hashes = chained(unpacked_chain(body.chain))
    message = witness.message(body.device, 0, body.signed_to, hashes[body.signed_to - 1])
    assert told() == {"side_taken_in"}
    assert told(signed_to=0) == {"side_taken_in", "side_doubt"}
    assert told(public=another.public) == {"side_taken_in", "side_forged"}
    forged = another.sign(message)
    assert told(public=another.public, signature=forged) == {"side_taken_in", "side_doubt"}


def _body_of(row: chain.Row) -> object:
    return make_event(row.envelope, row.prev, row.hash, row.payload).body
