"""The return code: a random number that is all a learner needs to come back, and its hash, which is kept."""

import hashlib
import secrets
import unicodedata
from typing import Final

#: Crockford's base 32 (https://www.crockford.com/base32.html): no letter looks like a digit in it.
_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE: Final = str.maketrans("OIL", "011")
_LENGTH, _GROUP = 26, 4
_LONGEST: Final = 200


def new_code() -> str:
    """128 random bits as 26 digits in groups of four.

    >>> len(new_code()), new_code().count("-")
    (32, 6)
    """
    number = secrets.randbits(128)
    digits = "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(digits[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def code_hash(text: object) -> str | None:
    """SHA-256 of a code's digits, however they are grouped; None for what cannot be a code.

    Small letters, full-width ones, and O, I and L for 0 and 1 are read as they are meant. A slow hash is not
    needed: 128 random bits cannot be guessed one by one.

    >>> code_hash("0123-4567-89ab-cdef-ghjk-mnpq-rs") == code_hash("ol23 4567 89AB CDEF GHJK MNPQ RS")
    True
    >>> code_hash("0123") is None
    True
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    letters = (one for one in unicodedata.normalize("NFKC", text) if one.isalnum())
    digits = "".join(letters).upper().translate(_ALIKE)
    if len(digits) != _LENGTH or not set(digits) <= set(_DIGITS):
        return None
    return hashlib.sha256(digits.encode("ascii")).hexdigest()


def source_hash(source: str) -> str:
    """Where a try came from, so that it can be known again but not read.

    >>> source_hash("192.0.2.1") == source_hash("192.0.2.1") != source_hash("192.0.2.2")
    True
    """
    return hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()
