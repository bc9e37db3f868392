"""An original of a paper, and the hand that puts it beside a record and on it."""

import hashlib

from desktop.core.events import Actor
from desktop.core.particulars import PhotoKept
from desktop.store.admission import PhotoDraft
from desktop.store.attachments import Sealed
from desktop.store.opening import Store

GUARD = Actor("Guard 12", "guard", "claimed")
CANARY = "Kanarienvogel-4471"
PAPER = f"{CANARY} ".encode() * 150_000
"""Three chunks."""


def put(store: Store, content: bytes = PAPER) -> Sealed:
    return store.attachments.keep(content, hashlib.sha256(content).hexdigest())


def draft_of(visit: str, sealed: Sealed) -> PhotoDraft:
    body = PhotoKept(sealed.id, "r1/papers/p1", 1, "scan.pdf", "unknown", sealed.size, sealed.sha256)
    return PhotoDraft(kind="photo_kept", visit=visit, body=body, actor=GUARD, key=sealed.key)
