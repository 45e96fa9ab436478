"""Small files in CIFAR-10's published layout, written here byte by byte, as Python 2 wrote the real ones."""

import io
import struct
import tarfile
from pathlib import Path

import numpy as np

FOLDER = "cifar-10-batches-py"
FILES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")


def short(text):
    return b"U" + bytes([len(text)]) + text


def number(value):
    return b"M" + struct.pack("<H", value)


def python2(data, labels, core="core"):
    """Protocol 2: a dict of "batch_label", "labels", "data" and "filenames", all strings bytes.

    The opcodes are those of pickletools; U: a short string, T: a long one, M: two bytes, c: a global,
    R: a call, b: a state.
    """
    rows, columns = data.shape
    kind = data.dtype.str[1:].encode()
    order = data.dtype.str[:1].encode()
    raw = data.tobytes()
    array = (
        f"cnumpy.{core}.multiarray\n_reconstruct\ncnumpy\nndarray\n".encode()
        + b"K\x00\x85" + short(b"b") + b"\x87R"
        + b"(K\x01" + number(rows) + number(columns) + b"\x86"
        + b"cnumpy\ndtype\n" + short(kind) + b"K\x00K\x01\x87R"
        + b"(K\x03" + short(order) + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        + b"T" + struct.pack("<i", len(raw)) + raw + b"tb"
    )  # fmt: skip
    return (
        b"\x80\x02}q\x01("
        + short(b"batch_label") + short(b"training batch 1 of 5")
        + short(b"labels") + b"]q\x05(" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
        + short(b"data") + array
        + short(b"filenames") + b"](" + b"".join(short(b"a.png") for _ in labels) + b"e"
        + b"u."
    )  # fmt: skip


def images(count, seed=0):
    """Planes as published, (count, 3072), and labels."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (count, 3072), np.uint8), rng.integers(0, 10, count).tolist()


def contents(count=2):
    """Name and content of the six files, `count` images each."""
    return {name: python2(*images(count, seed)) for seed, name in enumerate(FILES)}


def folder(top: Path, files=None) -> Path:
    """The files in top/cifar-10-batches-py."""
    place = top / FOLDER
    place.mkdir(parents=True)
    for name, content in (files or contents()).items():
        (place / name).write_bytes(content)
    return place


def archive(path: Path, files=None, prefix=f"{FOLDER}/", mode="w:gz") -> Path:
    """The files in a tar archive, in another order than their numbers, as in the published one."""
    with tarfile.open(path, mode) as tar:
        for name, content in reversed((files or contents()).items()):
            member = tarfile.TarInfo(prefix + name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path
