"""The program that downloads: Keras's own loader, in a process of its own (see `download`)."""

import errno
import http.client
import os
import pickle
import socket
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.error import ContentTooShortError, HTTPError, URLError
from urllib.parse import urlsplit

from cnn_core.errors import LabError
from cnn_core.places import not_written, writing

#: In the working folder: what went wrong, a pickled LabError for the process that started this one.
OUTCOME: Final = "outcome"
_NO_NETWORK: Final = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)


def fetch(origin: str, file_hash: str, target: Path, working: Path) -> None:
    """Download with keras.utils.get_file, which checks the hash; the target appears whole or not at all.

    Args:
        origin: the address.
        file_hash: SHA-256 of the file, in hexadecimal.
        target: what the file is called in the end, on the same disk as `working`.
        working: an empty folder; the file grows in it under the target's name.

    Raises:
        LabError: "download_no_network" (host): no name server or no way there;
            "download_refused" (host); "download_timed_out" (host);
            "download_http" (host, status); "download_certificate" (host);
            "download_incomplete" (host): fewer bytes than announced; "download_interrupted" (host);
            "download_wrong_checksum" (host); "download_failed" (host, reason);
            or as `places.writing`.
    """
    from keras.utils import get_file

    growing = working / target.name
    try:
        get_file(target.name, origin=origin, file_hash=file_hash, cache_dir=str(working), cache_subdir="")
        with writing(target.parent):
            os.replace(growing, target)
    except LabError:
        raise
    except Exception as error:  # Keras wraps most of urllib's errors in a bare Exception
        wrong = isinstance(error, ValueError) and growing.is_file()  # it is removed in all other cases
        host = urlsplit(origin).hostname or ""
        raise (
            LabError("download_wrong_checksum", host=host) if wrong else reason(error, host, target.parent)
        ) from error
    finally:
        growing.unlink(missing_ok=True)


def reason(error: BaseException, host: str, folder: Path) -> LabError:
    """Why a download ended, from whatever the libraries raised or were handling when they raised.

    >>> reason(URLError(ConnectionRefusedError()), "example.org", Path("data")).key
    'download_refused'
    """
    for one in _chain(error):
        known = _known(one, host, folder)
        if known:
            return known
    return LabError("download_failed", host=host, reason=f"{type(error).__name__}: {error}"[:200])


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        inner = error.reason if isinstance(error, URLError) else None
        error = inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__


def _known(error: BaseException, host: str, folder: Path) -> LabError | None:
    match error:
        case HTTPError():
            return LabError("download_http", host=host, status=error.code)
        case ContentTooShortError() | http.client.IncompleteRead():
            return LabError("download_incomplete", host=host)
        case ssl.SSLCertVerificationError():
            return LabError("download_certificate", host=host)
        case ConnectionRefusedError():
            return LabError("download_refused", host=host)
        case TimeoutError():
            return LabError("download_timed_out", host=host)
        case ConnectionError() | http.client.HTTPException() | ssl.SSLError():
            return LabError("download_interrupted", host=host)
        case socket.gaierror():
            return LabError("download_no_network", host=host)
        case OSError(errno=number) if number in _NO_NETWORK:
            return LabError("download_no_network", host=host)
        case OSError(errno=number) if number in _NO_ROOM:
            return not_written(error, folder)
    return None


def main(origin: str, file_hash: str, target: str, working: str, patience: str) -> int:
    """Run as a program: exit status 0, or 1 with the reason in the working folder.

    Args:
        origin: as in `fetch`, and so are the next three.
        file_hash: in hexadecimal.
        target: a path.
        working: a path.
        patience: seconds without a byte before it is given up.
    """
    socket.setdefaulttimeout(float(patience))
    try:
        fetch(origin, file_hash, Path(target), Path(working))
    except LabError as error:
        Path(working, OUTCOME).write_bytes(pickle.dumps(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
