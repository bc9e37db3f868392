"""The data key: the 32 bytes that encrypt a record, and what is derived from them for other ends."""

import hmac
import secrets

from desktop.core import canonical

KEY_BYTES = 32


class DataKey:
    """The 32 bytes that encrypt a database. It does not show itself when printed, so that no traceback holds it."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError(f"A data key has {KEY_BYTES} bytes, not {len(raw)}.")
        self._raw = raw

    def hex(self) -> str:
        """The key as 64 hex digits."""
        return self._raw.hex()

    def check_value(self) -> str:
        """What tells this key from another without giving it away."""
        return canonical.digest("key-check", self._raw)

    def mac(self, content: bytes) -> str:
        """A proof that who wrote `content` had this key: HMAC-SHA256 under a key of its own (HKDF-SHA256, RFC 5869), hex."""
        return hmac.digest(derived(self._raw, None, b"threshold slots"), content, "sha256").hex()

    def __repr__(self) -> str:
        return "DataKey(…)"


def new_key() -> DataKey:
    """A key that nobody has had before."""
    return DataKey(secrets.token_bytes(KEY_BYTES))


def derived(secret: bytes, salt: bytes | None, purpose: bytes) -> bytes:
    """32 bytes that HKDF-SHA256 (RFC 5869) makes of a secret for one purpose."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, purpose).derive(secret)
