"""Files out of a tar archive, without unpacking it to disk and without trusting it."""

import gzip
import tarfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from cnn_core.errors import LabError

MAX_FILE: Final = 64 * 2**20  # bytes; the published files have 31,000,000 each
MAX_TOTAL: Final = 512 * 2**20
_PIECE: Final = 2**20
_GZIP: Final = b"\x1f\x8b"


def members(path: Path, names: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the regular files with exactly these names, in the archive's order.

    The archive is read once, from its beginning to its end, so that gzip's own checksum is looked at as well
    (RFC 1952, https://www.rfc-editor.org/rfc/rfc1952).

    Args:
        path: a .tar.gz, or a .tar (some browsers take the .gz away).
        names: whole member names; whatever else is in the archive is passed over.

    Raises:
        LabError: "archive_not_read" (path, reason), "archive_not_tar" (path), "archive_truncated" (path),
            "archive_damaged" (path) or "archive_too_large" (path, maximum: bytes).

    >>> import io, tempfile
    >>> with tempfile.TemporaryDirectory() as top, tarfile.open(Path(top, "a.tar.gz"), "w:gz") as tar:
    ...     tar.addfile(tarfile.TarInfo("a/notes"))
    ...     tar.close()
    ...     list(members(Path(top, "a.tar.gz"), {"a/notes"}))
    [('a/notes', b'')]
    """
    with _in_plain_words(path), _opened(path) as packed, _plain(packed, path) as plain:
        bounded = _Bounded(plain, path)
        with _tar(bounded, path) as tar:
            for member in tar:
                if member.size > MAX_FILE:
                    raise LabError("archive_too_large", path=str(path), maximum=MAX_FILE)
                content = tar.extractfile(member) if member.isreg() and member.name in names else None
                if content:
                    yield member.name, content.read()
        while bounded.read(_PIECE):
            pass


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as file:
        yield file


@contextmanager
def _plain(packed: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    """The tar itself; whether it was gzipped is said by its first bytes."""
    magic = packed.read(len(_GZIP))
    packed.seek(0)
    if magic == _GZIP:
        with gzip.GzipFile(fileobj=packed) as file:
            yield file  # type: ignore[misc]
    elif tarfile.is_tarfile(packed):
        packed.seek(0)
        yield packed
    else:
        raise LabError("archive_not_tar", path=str(path))


def _tar(file: "_Bounded", path: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=file, mode="r|", bufsize=_PIECE)  # type: ignore[call-overload]
    except tarfile.ReadError as error:
        raise LabError("archive_not_tar", path=str(path)) from error


class _Bounded:
    """A file of which MAX_TOTAL bytes can be read at most; the published archive has 186,000,000."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path, self._left = file, path, MAX_TOTAL

    def read(self, size: int) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise LabError("archive_too_large", path=str(self._path), maximum=MAX_TOTAL)
        return data


@contextmanager
def _in_plain_words(path: Path) -> Iterator[None]:
    try:
        yield
    except LabError:
        raise
    except EOFError as error:
        raise LabError("archive_truncated", path=str(path)) from error
    except (gzip.BadGzipFile, zlib.error, tarfile.TarError, ValueError) as error:
        raise LabError("archive_damaged", path=str(path)) from error
    except OSError as error:
        raise LabError("archive_not_read", path=str(path), reason=error.strerror or "") from error
