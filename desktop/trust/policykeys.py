"""Keys that sign policies: a private one lies in a file under a passphrase, the public ones in an authority's statement, of which
so many must sign.

The rules are those of The Update Framework for its root of trust: a threshold of keys, versions that never go back, a change of keys
signed by enough of the former ones. What TUF adds for repositories on a network, roles that expire within days, is left out: a stick of
last month must install at a site that has no network. Ed25519 (RFC 8032), over the canonical bytes with their purpose before them.
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from desktop.core import canonical
from desktop.core.errors import Refused, Trouble, about
from desktop.core.policies import Authority, KeyText, Line, Purpose, Signature, Signatures
from desktop.trust import passphrase
from desktop.trust.device import SEED_BYTES, DeviceKey, verify
from desktop.trust.files import write_new
from desktop.trust.passphrase import Cost
from desktop.whole import read_whole, trouble_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
NONCE_BYTES = 12
LARGEST = 256 * 1024
SealedText = Annotated[str, Meta(max_length=400)]


class SignedAuthority(Struct, frozen=True, forbid_unknown_fields=True):
    """A statement of an authority, as it travels."""

    format: Literal[1]
    authority: Authority
    signatures: Signatures = ()

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the statement without its signatures: what IT compares before trusting it."""
        return canonical.digest("policy-authority", self.authority.signed_bytes)


class _KeyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A private key at rest: the seed under AES-256-GCM, by a key that Argon2id makes of the passphrase. Bytes are in base64."""

    format: Literal["threshold policy key 1"]
    public: KeyText
    holder: Line
    cost: Cost
    salt: SealedText
    sealed: SealedText = ""


class PolicyKey:
    """A private key that is open. It does not show itself when printed, so that no traceback holds it."""

    def __init__(self, seed: bytes, holder: str) -> None:
        self._key, self.holder = DeviceKey(seed), holder
        self.public = self._key.public
        self.id = key_id(self.public)

    def sign(self, purpose: Purpose, content: bytes) -> Signature:
        """The signature over these canonical bytes; the same ones always give the same."""
        return Signature(self.id, self._key.sign(message(purpose, content)))

    def __repr__(self) -> str:
        return f"PolicyKey({self.id})"


def key_id(public: str) -> str:
    """What a key is named by: half of the SHA-256 of the public key, in hex."""
    return canonical.digest("policy-key", bytes.fromhex(public))[:32]


def grouped(digits: str) -> str:
    """A key's id or a hash in groups of four, to be read out and compared."""
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def message(purpose: Purpose, content: bytes) -> bytes:
    """What is really signed."""
    return f"threshold policy {purpose} {FORMAT}\n".encode("ascii") + content


def make_key(place: Path, holder: str, words: str, cost: Cost | None = None) -> PolicyKey:
    """Make a key and write its file, which must not exist, for this account only. Refused `passphrase_short`, `key_there`; Trouble where
    it cannot be written. Takes about a second."""
    passphrase.check_new(words)
    seed = secrets.token_bytes(SEED_BYTES)
    key = PolicyKey(seed, holder)
    salt = b64encode(secrets.token_bytes(passphrase.SALT_BYTES)).decode("ascii")
    blank = _KeyFile("threshold policy key 1", key.public, holder, cost or Cost(), salt)
    try:
        msgspec.convert(msgspec.to_builtins(blank), _KeyFile)
    except msgspec.ValidationError as error:
        raise Refused("bad_holder", most=200) from error
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher(blank, words).encrypt(nonce, seed, _bound(blank))
    whole = msgspec.structs.replace(blank, sealed=b64encode(sealed).decode("ascii"))
    try:
        write_new(place, msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n")
    except FileExistsError as error:
        raise Refused("key_there", file=place.name) from error
    except OSError as error:
        raise trouble_of(error, f"The key could not be written to {place}", place) from error
    return key


def open_key(place: Path, words: str) -> PolicyKey:
    """The key in a file. Refused `key_file` for what is no such file or was changed, `key_words` where the passphrase is not right;
    Trouble where it cannot be read. Takes about a second."""
    kept = read_key_file(place)
    from cryptography.exceptions import InvalidTag

    try:
        sealed = b64decode(kept.sealed, validate=True)
        seed = _cipher(kept, words).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(kept))
        key = PolicyKey(seed, kept.holder)
    except InvalidTag as error:
        raise Refused("key_words", file=place.name) from error
    except ValueError as error:
        raise Refused("key_file", file=place.name) from error
    if key.public != kept.public:
        raise Refused("key_file", file=place.name)
    return key


def read_key_file(place: Path) -> _KeyFile:
    """What a key file says in clear: the public key and its holder. Refused and Trouble as `open_key` says."""
    try:
        return msgspec.json.decode(_read(place), type=_KeyFile)
    except (ValueError, RecursionError) as error:
        raise Refused("key_file", file=place.name) from error


def _cipher(kept: _KeyFile, words: str) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(passphrase.stretched(words, b64decode(kept.salt, validate=True), kept.cost))


def _bound(kept: _KeyFile) -> bytes:
    """All that the file says beside the sealed seed: a changed holder or cost does not open."""
    return canonical.encode(msgspec.to_builtins(msgspec.structs.replace(kept, sealed="")))


def _read(place: Path) -> bytes:
    try:
        content = read_whole(place)
    except OSError as error:
        remedy = "Check the name, and the right to read it."
        raise Trouble("given", f"{place} cannot be read: {error.strerror}.", remedy, str(place)) from error
    if len(content) > LARGEST:
        raise Refused("policy_file", file=place.name, why="it is too large")
    return content


# ---- what is signed -----------------------------------------------------------------------------------------------------


def signers_of(
    authority: Authority, purpose: Purpose, content: bytes, signatures: Sequence[Signature]
) -> tuple[str, ...]:
    """The ids of the authority's keys that really signed these bytes, each once, in the order of the authority. False signatures, and
    those of other keys, count for nothing."""
    signed: dict[str, list[str]] = {}
    told = message(purpose, content)
    for each in signatures:
        signed.setdefault(each.key, []).append(each.signature)
    named = ((key.public, key_id(key.public)) for key in authority.keys)
    return tuple(
        ident for public, ident in named if any(verify(public, told, one) for one in signed.get(ident, []))
    )


def check_signed(
    authority: Authority, purpose: Purpose, content: bytes, signatures: Sequence[Signature]
) -> tuple[str, ...]:
    """The ids of the keys that signed. Refused `policy_unsigned` where they are fewer than the authority asks for."""
    found = signers_of(authority, purpose, content, signatures)
    if len(found) < authority.threshold:
        raise Refused("policy_unsigned", got=len(found), need=authority.threshold, name=authority.name)
    return found


def good_signatures(
    authority: Authority, purpose: Purpose, content: bytes, signatures: Sequence[Signature]
) -> tuple[Signature, ...]:
    """Those of the signatures that are the authority's keys' over these bytes, one of each key, in the order of the keys' ids."""
    good = {
        each.key: each for each in signatures if each.key in signers_of(authority, purpose, content, [each])
    }
    return tuple(sorted(good.values()))


def with_signature(signatures: Sequence[Signature], new: Signature) -> tuple[Signature, ...]:
    """The signatures with one more, in the order of the keys' ids; one of the same key is replaced."""
    return tuple(sorted([*(each for each in signatures if each.key != new.key), new]))


# ---- the authority's statement ------------------------------------------------------------------------------------------


def check_authority(authority: Authority) -> None:
    """Refused `authority_shape` for one that says nothing sensible: the same key twice, or more signatures asked for than keys."""
    publics = [each.public for each in authority.keys]
    if len(set(publics)) != len(publics):
        raise Refused("authority_shape", why="a key stands in it twice")
    if authority.threshold > len(publics):
        raise Refused("authority_shape", why="it asks for more signatures than it has keys")


def statement(authority: Authority) -> bytes:
    """The bytes of an authority that are signed."""
    return authority.signed_bytes


def read_authority(place: Path) -> SignedAuthority:
    """A statement in a file. Refused `policy_file` for what is none, `authority_shape`; Trouble where it cannot be read. Whether it is
    to be trusted is not said by that."""
    try:
        found = msgspec.json.decode(_read(place), type=SignedAuthority)
    except (ValueError, RecursionError) as error:
        raise Refused(
            "policy_file", file=place.name, why=f"it is no authority's statement ({_short(error)})"
        ) from error
    with about(place.name):
        check_authority(found.authority)
    return found


def written_authority(signed: SignedAuthority) -> bytes:
    """What the file says."""
    return msgspec.json.format(msgspec.json.encode(signed), indent=2) + b"\n"


def check_own(signed: SignedAuthority) -> tuple[str, ...]:
    """The keys of a statement that signed it. Refused `policy_unsigned` where they are not enough: a key that is listed must be held."""
    return check_signed(signed.authority, "authority", statement(signed.authority), signed.signatures)


def check_rotation(former: Authority, signed: SignedAuthority) -> None:
    """Whether a statement takes the place of the one in force: signed by enough keys of both, and deciding on nothing that IT did not
    trust the former one with. Refused `authority_older`, `authority_gap`, `authority_other`, `authority_scope`, `policy_unsigned`."""
    new = signed.authority
    if new.id != former.id:
        raise Refused("authority_other", name=new.id, former=former.id)
    if new.version <= former.version:
        raise Refused("authority_older", version=new.version, former=former.version)
    if new.version != former.version + 1:
        raise Refused("authority_gap", version=new.version, former=former.version)
    if more := [each for each in new.scope if not former.decides_on(each)]:
        raise Refused("authority_scope", name=new.name, scope=", ".join(more))
    check_signed(former, "authority", statement(new), signed.signatures)
    check_own(signed)


def _short(error: Exception) -> str:
    return str(error)[:120]
