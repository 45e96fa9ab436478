"""Where ConvLab keeps its own files: data sets, and the database of runs."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from cnn_core.errors import LabError

VARIABLE = "CONVLAB_DATA_DIR"
_PROBE = bytes(4096)


def data_folder() -> Path:
    """The folder for everything that should last, made if it is not there, proven to take a file.

    CONVLAB_DATA_DIR, or else the system's place for a program's data
    (https://platformdirs.readthedocs.io): ~/.local/share/convlab on Linux,
    ~/Library/Application Support/convlab on macOS, %LOCALAPPDATA%\\convlab on Windows.

    Raises:
        LabError: as `writing`.

    >>> import os, tempfile
    >>> from unittest import mock
    >>> with tempfile.TemporaryDirectory() as top, mock.patch.dict(os.environ, {VARIABLE: top + "/new"}):
    ...     data_folder().name
    'new'
    """
    folder = chosen_folder()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(_PROBE)
    return folder


def chosen_folder() -> Path:
    """The same folder, neither made nor tried: for looking what is there.

    >>> chosen_folder().is_absolute()
    True
    """
    named = os.environ.get(VARIABLE)
    folder = Path(named).expanduser() if named else platformdirs.user_data_path("convlab", appauthor=False)
    return folder.absolute()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the system's error into the reason why a folder takes no files.

    Raises:
        LabError: "folder_full", "folder_read_only", "folder_not_allowed", "folder_is_a_file" (folder) or
            "folder_unusable" (folder, reason).

    >>> with writing(Path("shelf")):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    cnn_core.errors.LabError: folder_full (folder='shelf')
    """
    try:
        yield
    except OSError as error:
        raise not_written(error, folder) from error


def not_written(error: OSError, folder: Path) -> LabError:
    """The reason why a folder takes no files, as `writing` raises it.

    >>> not_written(OSError(errno.EROFS, ""), Path("disc")).key
    'folder_read_only'
    """
    where = str(folder)
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return LabError("folder_full", folder=where)
        case errno.EROFS:
            return LabError("folder_read_only", folder=where)
        case errno.EACCES | errno.EPERM:
            return LabError("folder_not_allowed", folder=where)
        case errno.ENOTDIR | errno.EEXIST:
            return LabError("folder_is_a_file", folder=where)
    return LabError("folder_unusable", folder=where, reason=error.strerror or type(error).__name__)
