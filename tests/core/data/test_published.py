"""Folder and archive in the published layout: what is read, and what is wrong with wrong ones."""

import gzip
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from cnn_core.data import archive as archives
from cnn_core.data import published
from cnn_core.errors import LabError
from tests.core.data.layout import FILES, archive, contents, folder, images, python2


def refusal(path, count=2):
    with pytest.raises(LabError) as refused:
        published.read(path, count)
    return refused.value


def assert_is_what_was_written(dataset):
    assert dataset.name == "cifar10"
    for seed, name in enumerate(FILES):
        planes, labels = images(2, seed)
        split = dataset.test if name == "test_batch" else dataset.train.between(2 * seed, 2 * seed + 2)
        assert (split.images.shape, split.images.dtype) == ((2, 32, 32, 3), np.uint8)
        assert split.labels.tolist() == labels
        for image, row in zip(split.images, planes, strict=True):
            for channel, plane in enumerate(np.split(row, 3)):  # red, green, blue
                assert image[:, :, channel].ravel().tolist() == plane.tolist()


def test_a_folder_or_the_one_above_it(tmp_path):
    inner = folder(tmp_path)
    assert_is_what_was_written(published.read(inner, 2))
    assert_is_what_was_written(published.read(str(tmp_path), 2))


@pytest.mark.parametrize("mode", ["w:gz", "w"])
def test_an_archive_under_any_name(tmp_path, mode):
    assert_is_what_was_written(published.read(archive(tmp_path / "some name", mode=mode), 2))


def test_the_folder_that_holds_the_archive(tmp_path):
    archive(tmp_path / published.ARCHIVE)
    assert_is_what_was_written(published.read(tmp_path, 2))


def test_nothing_is_unpacked(tmp_path):
    archive(tmp_path / "a.tar.gz")
    published.read(tmp_path / "a.tar.gz", 2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar.gz"]


def test_the_published_counts_are_asked_for(tmp_path):
    wrong = refusal(folder(tmp_path), published.IMAGES_PER_FILE)
    assert wrong.key == "cifar10_wrong_count"
    assert wrong.values == {"file": "data_batch_1", "name": "data", "expected": 10_000, "received": 2}


DATA, LABELS = images(2)
WRONG = {
    "cifar10_wrong_dtype": (python2(DATA.astype("<i2"), LABELS), {"expected": "uint8", "received": "int16"}),
    "cifar10_wrong_shape": (
        python2(DATA[:, :1024].copy(), LABELS),
        {"expected": (2, 3072), "received": (2, 1024)},
    ),
    "cifar10_wrong_count": (python2(DATA[:1], LABELS[:1]), {"name": "data", "expected": 2, "received": 1}),
    "cifar10_wrong_label": (python2(DATA, [3, 10]), {"position": 1, "received": "10"}),
    "cifar10_no_data": (python2(DATA, LABELS).replace(b"U\x04data", b"U\x04dota"), {"name": "data"}),
    "pickle_damaged": (python2(DATA, LABELS)[:3000], {}),
    "pickle_not_allowed": (b"cos\nsystem\n.", {"name": "os.system"}),
}


@pytest.mark.parametrize("key", WRONG)
@pytest.mark.parametrize("packed", [False, True])
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path, key, packed):
    content, values = WRONG[key]
    files = contents() | {"data_batch_4": content}
    wrong = refusal(archive(tmp_path / "a.tgz", files) if packed else folder(tmp_path, files))
    assert (wrong.key, wrong.values) == (key, values | {"file": "data_batch_4"})


def test_fewer_labels_than_images(tmp_path):
    wrong = refusal(folder(tmp_path, contents() | {"test_batch": python2(DATA, LABELS[:1])}))
    assert (wrong.key, wrong.values["name"], wrong.values["received"]) == ("cifar10_wrong_count", "labels", 1)


@pytest.mark.parametrize("packed", [False, True])
def test_a_missing_file_is_named(tmp_path, packed):
    files = contents()
    del files["data_batch_3"]
    wrong = refusal(archive(tmp_path / "a.tgz", files) if packed else folder(tmp_path, files))
    assert (wrong.key, wrong.values["file"]) == ("cifar10_missing_file", "data_batch_3")


def test_places_without_it(tmp_path):
    assert refusal(tmp_path / "none").key == "cifar10_no_such_path"
    assert refusal(tmp_path).key == "cifar10_not_in_folder"
    other = archive(tmp_path / "cifar-100-python.tar.gz", {"train": b"x", "test": b"x"}, "cifar-100-python/")
    assert refusal(other).key == "cifar10_not_in_archive"


@pytest.mark.parametrize(
    "prefix", ["", "/cifar-10-batches-py/", "../cifar-10-batches-py/", "a/cifar-10-batches-py/"]
)
def test_members_are_taken_by_their_exact_name(tmp_path, prefix):
    assert refusal(archive(tmp_path / "a.tgz", prefix=prefix)).key == "cifar10_not_in_archive"


def test_links_in_an_archive_are_not_followed(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        link = tarfile.TarInfo("cifar-10-batches-py/test_batch")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    assert refusal(tmp_path / "a.tar").key == "cifar10_not_in_archive"


def test_what_is_no_archive(tmp_path):
    for name, content in {
        "page": b"<html>Not found</html>" * 99,
        "empty": b"",
        "text.gz": gzip.compress(b"x" * 2000),
    }.items():
        (tmp_path / name).write_bytes(content)
        assert refusal(tmp_path / name).key == "archive_not_tar", name


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.99])
def test_a_truncated_download(tmp_path, part):
    whole = archive(tmp_path / "a.tgz").read_bytes()
    (tmp_path / "a.tgz").write_bytes(whole[: int(len(whole) * part)])
    assert refusal(tmp_path / "a.tgz").key == "archive_truncated"


def test_a_changed_byte_is_noticed_wherever_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_PIECE", 512)  # so that the end is not read by chance with the last file
    whole = archive(tmp_path / "a.tgz").read_bytes()
    for position in (*range(20, len(whole) - 8, len(whole) // 40), len(whole) - 5):
        changed = bytearray(whole)
        changed[position] ^= 0x55
        (tmp_path / "a.tgz").write_bytes(changed)
        refusal(tmp_path / "a.tgz")


def test_sizes_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 20_000)
    assert refusal(archive(tmp_path / "a.tgz")).key == "archive_too_large"
    monkeypatch.undo()
    monkeypatch.setattr(archives, "MAX_FILE", 5_000)
    assert refusal(tmp_path / "a.tgz").values == {"path": str(tmp_path / "a.tgz"), "maximum": 5_000}
    monkeypatch.setattr(published, "MAX_FILE", 5_000)
    assert refusal(folder(tmp_path)).key == "file_too_large"


def test_a_small_file_that_unpacks_to_gigabytes(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 2**22)
    with gzip.open(tmp_path / "bomb", "wb", compresslevel=1) as bomb:
        header = tarfile.TarInfo("cifar-10-batches-py/test_batch")
        header.size, header.type = 8 * 2**30, tarfile.XHDTYPE  # a header that is as long as a film
        bomb.write(header.tobuf(tarfile.GNU_FORMAT))
        for _ in range(16):
            bomb.write(bytes(2**20))
    assert refusal(tmp_path / "bomb").key == "archive_too_large"


def test_a_file_that_cannot_be_read(tmp_path, monkeypatch):
    place = folder(tmp_path)

    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert refusal(place).values == {"file": str(place / "data_batch_1"), "reason": "Permission denied"}
    monkeypatch.undo()
    archive(tmp_path / "a.tgz")
    monkeypatch.setattr(io, "open", denied)
    monkeypatch.setattr(Path, "open", denied)
    assert refusal(tmp_path / "a.tgz").key == "archive_not_read"
