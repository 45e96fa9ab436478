"""Where CIFAR-10 is looked for, in which order, and what one reading leaves for the next."""

import os
import pickle
import subprocess
import sys
import threading
from mmap import mmap

import numpy as np
import pytest

from cnn_core import places
from cnn_core.data import published, sources, stored
from cnn_core.errors import LabError
from tests.core.data.layout import FOLDER, archive, contents, folder, images, python2


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty data folder and an empty home of Keras."""
    monkeypatch.delenv(sources.VARIABLE, raising=False)
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    (tmp_path / "keras" / "datasets").mkdir(parents=True)
    return tmp_path


def never(*_, **__):
    raise AssertionError("it was read again")


def left(home):
    return sorted(path.name for path in (home / "home").iterdir())


def test_nothing_anywhere(home):
    with pytest.raises(LabError) as refused:
        sources.find()
    assert (refused.value.key, refused.value.values) == ("cifar10_not_here", {})
    with pytest.raises(LabError, match="cifar10_not_here"):
        sources.load()
    assert not (home / "home").exists(), "looking makes no folder"


def test_what_is_named_comes_first_and_is_the_only_one(home, monkeypatch):
    by_variable, by_argument = folder(home / "variable"), folder(home / "argument")
    sources.load(by_argument, 2)
    monkeypatch.setenv(sources.VARIABLE, str(home / "variable"))
    assert sources.find() == sources.Source("named", by_variable)
    assert sources.find(by_argument) == sources.Source("named", by_argument)
    monkeypatch.setenv(sources.VARIABLE, str(home / "gone"))
    with pytest.raises(LabError, match="cifar10_no_such_path"):
        sources.find()


def test_the_order_of_what_is_left(home, monkeypatch):
    cache = home / "keras" / "datasets"
    old_archive = archive(cache / "cifar-10-batches-py.tar.gz")
    monkeypatch.setattr(published, "ARCHIVE_BYTES", old_archive.stat().st_size)
    steps = [sources.find()]
    (cache / "cifar-10-batches-py-target_archive").write_bytes(old_archive.read_bytes())
    steps.append(sources.find())
    folder(cache)
    steps.append(sources.find())
    folder(cache / "cifar-10-batches-py-target")
    steps.append(sources.find())
    (home / "home").mkdir()
    archive(home / "home" / published.ARCHIVE)
    steps.append(sources.find())
    sources.load(images_per_file=2)
    steps.append(sources.find())
    assert [(step.kind, step.path.name) for step in steps] == [
        ("keras", "cifar-10-batches-py.tar.gz"),
        ("keras", "cifar-10-batches-py-target_archive"),
        ("keras", FOLDER),
        ("keras", FOLDER),
        ("downloaded", published.ARCHIVE),
        ("stored", next(name for name in left(home) if name.startswith("cifar10-"))),
    ]
    assert steps[2].path.parent.name == "datasets"
    assert steps[3].path.parent.name == "cifar-10-batches-py-target"


def test_what_keras_has_not_finished_is_passed_over(home):
    cache = home / "keras" / "datasets"
    archive(cache / "cifar-10-batches-py-target_archive")  # shorter than the published one
    files = contents()
    del files["test_batch"]
    folder(cache / "cifar-10-batches-py-target", files)
    with pytest.raises(LabError, match="cifar10_not_here"):
        sources.find()


def test_the_first_reading_leaves_arrays_for_the_next(home, monkeypatch):
    place = folder(home)
    first = sources.load(place, 2)
    monkeypatch.setattr(published, "read", never)
    for again in (sources.load(place, 2), sources.load(images_per_file=2)):
        for one, other in ((first.train, again.train), (first.test, again.test)):
            np.testing.assert_array_equal(one.images, other.images)
            np.testing.assert_array_equal(one.labels, other.labels)
        assert again.name == "cifar10"
        assert isinstance(again.train.images.base, mmap | np.memmap), "on disk, not in memory"
        assert not again.train.images.flags.writeable


def test_other_files_in_the_same_place_are_read(home):
    place = folder(home)
    sources.load(place, 2)
    planes, labels = images(2, seed=99)
    (place / "test_batch").write_bytes(python2(planes, labels))
    os.utime(place / "test_batch", (1, 1))
    assert sources.load(place, 2).test.labels.tolist() == labels


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"cos\nsystem\n."])
def test_damaged_arrays_are_made_again(home, damage):
    place = folder(home)
    sources.load(place, 2)
    (kept,) = (home / "home").glob("cifar10-*")
    (kept / "train-images.npy").write_bytes(damage)
    with pytest.raises(LabError, match="stored_damaged"):
        sources.load(images_per_file=2)
    assert len(sources.load(place, 2).train) == 10
    assert len(sources.load(images_per_file=2).train) == 10


def test_arrays_of_another_shape_or_of_objects_are_damaged(home):
    place = folder(home)
    sources.load(place, 2)
    (kept,) = (home / "home").glob("cifar10-*")
    for wrong in (np.zeros((10, 32, 32), np.uint8), np.zeros((10, 32, 32, 3)), np.array([{}])):
        np.save(kept / "train-images.npy", wrong, allow_pickle=True)
        with pytest.raises(LabError) as refused:
            stored.load(kept, "cifar10", (10, 2))
        assert refused.value.values == {"folder": str(kept)}


def test_a_bad_place_does_not_hide_a_good_one(home):
    (home / "home").mkdir()
    (home / "home" / published.ARCHIVE).write_bytes(b"half")
    folder(home / "keras" / "datasets")
    assert len(sources.load(images_per_file=2).test) == 2


def test_without_a_place_for_arrays_it_is_in_memory(home, monkeypatch, caplog):
    (home / "taken").write_text("")
    monkeypatch.setenv(places.VARIABLE, str(home / "taken"))
    dataset = sources.load(folder(home), 2)
    assert len(dataset.train) == 10
    assert "folder_is_a_file" in caplog.text


def test_a_full_disk_leaves_nothing_half_written(home, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    place = folder(home)
    monkeypatch.setattr(os, "fsync", full)
    assert len(sources.load(place, 2).train) == 10
    assert "folder_full" in caplog.text
    assert left(home) == []


def test_many_at_once(home):
    place = folder(home)
    found = []
    threads = [threading.Thread(target=lambda: found.append(sources.load(place, 2))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(dataset.train) for dataset in found] == [10] * 8
    assert len(left(home)) == 1


def test_what_a_killed_process_left_is_removed_later(home):
    (home / "home" / ".writing-old").mkdir(parents=True)
    os.utime(home / "home" / ".writing-old", (1, 1))
    (home / "home" / ".writing-new").mkdir()
    sources.load(folder(home), 2)
    assert ".writing-old" not in left(home)
    assert ".writing-new" in left(home)


def test_a_dataset_travels_between_processes(home):
    dataset = sources.load(folder(home), 2)
    again = pickle.loads(pickle.dumps(dataset.train.between(3, 5)))
    np.testing.assert_array_equal(again.images, dataset.train.images[3:5])


def test_keras_is_not_imported(root):
    code = "import sys, cnn_core.data.sources, cnn_core.data.download; print('keras' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
