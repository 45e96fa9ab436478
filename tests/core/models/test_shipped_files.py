"""Files of weights that are damaged, missing or dangerous are refused; those of every epoch can be read."""

import io
import json
import pickle
import shutil
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from cnn_core import models
from cnn_core.data.load import final_test_images
from cnn_core.errors import LabError
from cnn_core.models.shipped import FOLDER
from cnn_core.training.export import trained_model
from cnn_core.training.packing import unpacked
from tests.core.models.opening import logits

MODULE = sys.modules["cnn_core.models.shipped"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the drawn networks' files, to be damaged."""
    for file in FOLDER.glob("drawn*"):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(MODULE, "FOLDER", tmp_path)
    return tmp_path


def refused(call: Callable[[], object]) -> LabError:
    with pytest.raises(LabError) as found:
        call()
    return found.value


@pytest.mark.parametrize("file", ["drawn.npz", "drawn-epochs.npz"])
@pytest.mark.parametrize("place", [0, 1000, -1])
def test_one_changed_byte_is_refused(folder: Path, file: str, place: int) -> None:
    content = bytearray((folder / file).read_bytes())
    content[place] ^= 1
    (folder / file).write_bytes(content)
    error = refused(lambda: models.load("drawn") if file == "drawn.npz" else models.shipped_epoch("drawn", 1))
    assert error.key == "weights_damaged" and error.values == {"name": "drawn", "file": file}


@pytest.mark.parametrize("file", ["drawn.npz", "drawn.json", "drawn-epochs.npz"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    error = refused(lambda: models.shipped_epoch("drawn", 0) if "epochs" in file else models.load("drawn"))
    assert error.key == "weights_damaged" and error.values == {"name": "drawn", "file": file}


def cut_short(told: dict[str, object]) -> str:
    return json.dumps(told)[:-9]


def without_a_score(told: dict[str, object]) -> str:
    return json.dumps({key: value for key, value in told.items() if key != "test"})


def of_unknown_data(told: dict[str, object]) -> str:
    return json.dumps(told).replace('"drawn"', '"photographs"')


def a_list(told: dict[str, object]) -> str:
    return json.dumps([told])


def no_text(told: dict[str, object]) -> bytes:
    return b"\xff\xfe\xff"


@pytest.mark.parametrize("damage", [cut_short, without_a_score, of_unknown_data, a_list, no_text])
def test_provenance_that_is_not_what_was_written_is_refused(
    folder: Path, damage: Callable[[dict[str, object]], str | bytes]
) -> None:
    file = folder / "drawn.json"
    written = damage(json.loads(file.read_text(encoding="utf-8")))
    file.write_bytes(written if isinstance(written, bytes) else written.encode())
    error = refused(lambda: models.provenance("drawn"))
    assert error.key == "weights_damaged" and error.values["file"] == "drawn.json"


RAN: list[str] = []


def run(what: str) -> None:
    RAN.append(what)


class Trap:
    """Notes in RAN that somebody unpickled it."""

    def __reduce__(self) -> tuple[object, ...]:
        return run, ("unpickled",)


def trapped() -> bytes:
    """An .npz file whose first array is a pickle."""
    file = io.BytesIO()
    trap = np.empty(1, dtype=object)
    trap[0] = Trap()
    np.savez(file, allow_pickle=True, arr_0=trap, scaling=trap, **{"1_0": trap})
    return file.getvalue()


def test_the_trap_works() -> None:
    with np.load(io.BytesIO(trapped()), allow_pickle=True) as file:
        _ = file["arr_0"]
    assert RAN.pop() == "unpickled"


@pytest.mark.parametrize("content", [trapped(), pickle.dumps(Trap())], ids=["in an npz", "bare"])
def test_a_pickle_is_never_run_even_with_the_right_checksum(folder: Path, content: bytes) -> None:
    told = json.loads((folder / "drawn.json").read_text(encoding="utf-8"))
    told["checksum"] = told["epochs_checksum"] = sha256(content).hexdigest()
    (folder / "drawn.json").write_text(json.dumps(told), encoding="utf-8")
    for file in ("drawn.npz", "drawn-epochs.npz"):
        (folder / file).write_bytes(content)
    assert refused(lambda: models.load("drawn")).key == "weights_unreadable"
    assert refused(lambda: models.shipped_epoch("drawn", 1)).key == "weights_damaged"
    assert not RAN


@pytest.mark.parametrize("name", ["resnet", "", "../drawn", "Drawn"])
@pytest.mark.parametrize("ask", [models.load, models.shipped, models.provenance, models.epochs_of])
def test_an_unknown_name_is_refused(ask: Callable[[str], object], name: str) -> None:
    error = refused(lambda: ask(name))
    assert error.key == "unknown_choice"
    assert error.values == {"name": "network", "received": name, "choices": models.SHIPPED}


@pytest.mark.parametrize("epoch", [-1, 99])
def test_an_unknown_epoch_is_refused(epoch: int) -> None:
    error = refused(lambda: models.shipped_epoch("drawn", epoch))
    assert error.key == "unknown_choice" and error.values["name"] == "epoch"


def test_epochs_run_from_before_training_to_the_end() -> None:
    epochs = models.epochs_of("drawn")
    assert epochs == list(range(models.provenance("drawn").config.epochs + 1))
    last, shipped = (
        unpacked(content)
        for content in (models.shipped_epoch("drawn", epochs[-1]), models.shipped("drawn")[1])
    )
    assert (last[0] == shipped[0]).all(), "one scaling of the pixels for all epochs"
    for one, other in zip(last, shipped, strict=True):
        assert one.shape == other.shape and np.allclose(one, other, rtol=1e-3, atol=1e-6)


def test_the_network_gets_better_from_epoch_to_epoch() -> None:
    split = final_test_images("drawn").first(1000)
    config = models.provenance("drawn").config
    shares = []
    for epoch in (0, 1, config.epochs):
        model = trained_model(config, models.shipped_epoch("drawn", epoch))
        shares.append((logits(model, split.images).argmax(axis=1) == split.labels).mean())
    assert shares[0] < 0.2 < 0.35 < shares[1] < shares[2] - 0.2
    assert shares[2] == pytest.approx(models.provenance("drawn").test.share, abs=0.03)
