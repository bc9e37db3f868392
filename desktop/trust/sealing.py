"""Seals bytes to an office's public key (age, X25519) and opens them again with its identity file.

The format is age's (age-encryption.org/v1): what is sealed opens with the tool `age` too, without this program.
"""

from collections.abc import Sequence

from desktop.core.errors import Refused

SECRET = "AGE-SECRET-KEY-"
PUBLIC = "age1"
LONGEST_IDENTITY = 64 * 1024


def good_recipient(text: str) -> str:
    """The recipient of this text, in its one form. Refused `office_secret` for the secret key itself, `office_key` for anything else
    that is no X25519 recipient of age ("age1…")."""
    import pyrage

    plain = text.strip()
    if plain.upper().startswith(SECRET):
        raise Refused("office_secret")
    try:
        return str(pyrage.x25519.Recipient.from_str(plain.lower()))
    except pyrage.RecipientError as error:
        raise Refused("office_key") from error


def new_identity() -> str:
    """A secret key of an office that nobody has had before: one line, as age-keygen makes it."""
    import pyrage

    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public key of the first secret key in an identity file's text. Refused `identity` where there is none."""
    import pyrage

    for line in identity[:LONGEST_IDENTITY].splitlines():
        if line.strip().startswith(SECRET):
            try:
                return str(pyrage.x25519.Identity.from_str(line.strip()).to_public())
            except pyrage.IdentityError as error:
                raise Refused("identity") from error
    raise Refused("identity")


def seal(recipients: Sequence[str], content: bytes) -> str:
    """What only these recipients can open, as text with age's first and last line. Refused as in `good_recipient`."""
    return _sealed(recipients, content, armored=True).decode("ascii")


def seal_bytes(recipients: Sequence[str], content: bytes) -> bytes:
    """As `seal`, in age's binary form, which is a quarter smaller."""
    return _sealed(recipients, content, armored=False)


def unseal(identity: str, sealed: str) -> bytes:
    """What was sealed, by the text of an identity file: its lines that begin with AGE-SECRET-KEY-; others are passed over.

    Refused `identity` where it holds no such key, `not_sealed_to` where none of its keys opens this.
    """
    return unseal_bytes(identity, sealed.encode(errors="replace"))


def unseal_bytes(identity: str, sealed: bytes) -> bytes:
    """As `unseal`, for either form."""
    import pyrage

    lines = [line.strip() for line in identity[:LONGEST_IDENTITY].splitlines()]
    try:
        own = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(SECRET)]
    except pyrage.IdentityError as error:
        raise Refused("identity") from error
    if not own:
        raise Refused("identity")
    try:
        opened: bytes = pyrage.decrypt(sealed, own)
    except pyrage.DecryptError as error:
        raise Refused("not_sealed_to") from error
    return opened


def _sealed(recipients: Sequence[str], content: bytes, armored: bool) -> bytes:
    import pyrage

    if not recipients:
        raise Refused("office_key")
    to = [pyrage.x25519.Recipient.from_str(good_recipient(each)) for each in recipients]
    sealed: bytes = pyrage.encrypt(content, to, armored=armored)
    return sealed
