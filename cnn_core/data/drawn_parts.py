"""Drawn pictures by their numbers, drawn once; later calls, read them from the data folder."""

import uuid
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import PIL

from cnn_core.data import drawn
from cnn_core.data.dataset import SIDE, Split
from cnn_core.data.drawn import Cue, draw
from cnn_core.errors import LabError
from cnn_core.places import data_folder

#: Pictures in a file: 3 MB.
CHUNK: Final = 1000


def drawn_part(start: int, count: int, cue: Cue | None = None) -> Split:
    """Pictures number `start` to `start + count` of seed 0, with their masks; see `drawn.draw`.

    Where the data folder takes no files they are drawn each time.

    >>> drawn_part(20, 10).labels.tolist() == draw(10, start=20).labels.tolist()
    True
    """
    if count < CHUNK // 10:  # quicker drawn than looked for
        return draw(count, cue=cue, start=start)
    first, last = start // CHUNK, (start + count - 1) // CHUNK
    chunks = [_chunk(number, cue) for number in range(first, last + 1)]
    cut = slice(start - first * CHUNK, start - first * CHUNK + count)
    images, labels, masks = (np.concatenate(parts)[cut] for parts in zip(*chunks, strict=True))
    return Split(images, labels, masks)


_Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


def _chunk(number: int, cue: Cue | None) -> _Arrays:
    file = _file(number, cue)
    try:
        if file:
            with np.load(file, allow_pickle=False) as kept:
                masks = np.unpackbits(kept["masks"]).reshape(CHUNK, SIDE, SIDE).astype(bool)
                return kept["images"], kept["labels"], masks
    except (OSError, ValueError, EOFError, KeyError):
        pass  # not drawn yet, or cut short when a process was ended
    split = draw(CHUNK, cue=cue, start=number * CHUNK)
    if file:
        _keep(file, split)
    assert split.masks is not None
    return split.images, split.labels, split.masks


def _file(number: int, cue: Cue | None) -> Path | None:
    try:
        return data_folder() / "drawn" / f"{_version()}-{_name(cue)}-{number}.npz"
    except LabError:
        return None


def _keep(file: Path, split: Split) -> None:
    assert split.masks is not None
    unfinished = file.with_name(f".{uuid.uuid4().hex}")
    try:
        file.parent.mkdir(exist_ok=True)
        with unfinished.open("wb") as opened:
            np.savez(opened, images=split.images, labels=split.labels, masks=np.packbits(split.masks))
        unfinished.replace(file)  # whole or not at all
    except OSError:
        unfinished.unlink(missing_ok=True)  # a full disk only costs time


def _name(cue: Cue | None) -> str:
    return "plain" if cue is None else f"cue{cue.class_label}-{cue.share}-{cue.side}"


@lru_cache(maxsize=1)
def _version() -> str:
    """Changes with the drawing and the libraries that draw, so that old pictures never mix with new ones."""
    sources = sorted(Path(drawn.__file__).parent.glob("*.py"))
    told = [f"{PIL.__version__} {np.__version__}".encode(), *(source.read_bytes() for source in sources)]
    return sha256(b"".join(told)).hexdigest()[:12]
