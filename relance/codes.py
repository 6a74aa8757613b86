"""The citizen's secret code: ten Crockford base 32 characters, 50 bits, shown as `XXXXX-XXXXX`.

It is derived from the registration's idempotency key, so that a repeated registration can show it again
although only its argon2id hash is stored.
"""

import hashlib
import hmac
import re

__all__ = ["derive_code", "keyed_digest", "normalise_code"]

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHARACTERS = 10
_BITS = 5
_LONGEST = 64
_IGNORED = re.compile(r"[\s\-\u00ad‐-―−]+")
# Crockford: what people take for one another when they read or write a code.
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def derive_code(code_key: str, idempotency_key: str) -> str:
    digest = hmac.digest(code_key.encode(), b"citizen-code:" + idempotency_key.encode(), hashlib.sha256)
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - _CHARACTERS * _BITS)
    characters = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -_BITS))
    return f"{characters[:5]}-{characters[5:]}"


def normalise_code(text: str) -> str:
    """The form that is hashed and compared; empty when it cannot be a code."""
    if len(text) > _LONGEST:
        return ""
    code = _IGNORED.sub("", text).upper().translate(_LOOK_ALIKES)
    return code if len(code) == _CHARACTERS and set(code) <= set(_ALPHABET) else ""


def keyed_digest(code_key: str, purpose: str, content: str) -> str:
    """64 hexadecimal digits. Keyed, because phone numbers and addresses are few enough to be tried out."""
    # JSON may bring half a surrogate pair, which plain UTF-8 refuses.
    message = f"{purpose}:{content}".encode(errors="surrogatepass")
    return hmac.digest(code_key.encode(), message, hashlib.sha256).hex()
