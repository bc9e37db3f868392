"""What the window saves of a policy is marked as a draft until enough keys have signed it, and as large as the paper that was chosen."""

from pathlib import Path

import pypdfium2
import pytest

from desktop.services import authoring
from desktop.services.authoring import Document, Look
from desktop.services.policy_install import install_pack, trust
from tests.packs.policy_office import Office
from tests.services.conftest import Guard
from tests.services.sticks import DRAFT


def text_of(guard: Guard, what: Document, out: Path) -> str:
    """What a document of the policy in effect says."""
    seen = authoring.installed(guard.desk)
    look = Look("a4", authoring.is_signed(guard.desk, seen))
    authoring.save_document(seen, guard.desk.policies.now(), what, out, look)
    if what == "drawing":
        return out.read_text("utf-8")
    pages = list(pypdfium2.PdfDocument(out))
    assert {tuple(map(round, page.get_size())) for page in pages} == {(595, 842)}, "A4"
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


@pytest.mark.parametrize("what", ["drawing", "changes"])
def test_the_mark_goes_with_two_signatures_that_are_on_record_here(
    what: Document, guard: Guard, tmp_path: Path
) -> None:
    assert DRAFT in text_of(guard, what, tmp_path / "before")
    office = Office(tmp_path / "office")
    signed = office.bundle(office.folder("2026.12.1"), 1)
    file = office.authority_file()
    trust(guard.desk, file, office.statement.hash)
    assert install_pack(guard.desk, signed)
    after = text_of(guard, what, tmp_path / "after")
    assert "2026.12.1" in after
    assert DRAFT not in after


def test_a_draft_that_is_looked_at_is_marked_whatever_it_says_of_itself(guard: Guard, tmp_path: Path) -> None:
    """Its files say that it is approved; nobody has signed them."""
    office = Office(tmp_path / "office")
    seen = authoring.look_at(office.folder("2026.12.2"))
    assert seen.pack is not None
    assert seen.pack.policy.head.status == "approved"
    assert not authoring.is_signed(guard.desk, seen)
    assert not authoring.is_signed(guard.desk, authoring.look_at(tmp_path / "nowhere"))


def test_the_promises_that_a_draft_takes_away_are_told_among_what_changes(
    guard: Guard, tmp_path: Path
) -> None:
    """The installed policy is the one that came with the program, so that its own promises are here."""
    office = Office(tmp_path / "office")
    seen = authoring.look_at(office.folder("2026.12.3"))
    here = authoring.installed(guard.desk)
    assert here.pack is not None
    found = authoring.changes(seen, here.pack, here.folder)
    assert found is not None
    told = dict(found.parts)["promises"]
    assert len(told) > 10
    assert all("of the version before is gone" in each for each in told)
