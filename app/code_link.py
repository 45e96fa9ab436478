"""Code in a link: as it is while it is short, packed when it is long. What a link brings is bounded."""

import base64
import binascii
import zlib

from app.link import Codec
from cnn_core.architecture.source import MAX_CHARACTERS

#: From here on code is packed.
MAX_PLAIN = 1500
#: The longest code in a link, packed or not: servers refuse addresses of more than 64 kB.
MAX_LINK = 8000
_PACKED = "z."


def code_codec(name: str) -> Codec:
    """Code as a learner typed it."""
    return Codec(name, write_code, read_code)


def write_code(code: str) -> str:
    """Write code for a link; "" if it is too long for one.

    >>> write_code("Flatten()")
    'Flatten()'
    >>> packed = write_code("# " + "long " * 400)
    >>> packed[:2], len(packed) < 100
    ('z.', True)
    """
    if len(code) <= MAX_PLAIN and not code.startswith(_PACKED):
        return code
    if len(code) > MAX_CHARACTERS:
        return ""
    packed = zlib.compress(code.encode(errors="replace"), 9)
    written = _PACKED + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return written if len(written) <= MAX_LINK else ""


def read_code(text: str) -> str:
    """Read code from a link.

    Raises:
        ValueError: it is too long, or was cut on its way.

    >>> read_code(write_code("x" * 4000)) == "x" * 4000
    True
    """
    if len(text) > MAX_LINK:
        raise ValueError("too long")
    if not text.startswith(_PACKED):
        return text
    code = _unpacked(text.removeprefix(_PACKED)).decode()
    if len(code) > MAX_CHARACTERS:
        raise ValueError("too long")
    return code


def _unpacked(text: str) -> bytes:
    """No more than the longest code is ever unpacked: a short text can hold gigabytes of zeros."""
    stream = zlib.decompressobj()
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        code = stream.decompress(packed, 4 * MAX_CHARACTERS)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("not packed code") from error
    if not stream.eof:
        raise ValueError("cut, or too long")
    return code
