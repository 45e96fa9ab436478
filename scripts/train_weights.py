"""Train a network that ships, anew: `python -m scripts.train_weights teaching|tutorial|drawn|fooled`.

It trains with the app's own function and writes assets/weights/<name>.npz and <name>.json. With --store
FOLDER a training that was cut off goes on from its last epoch. CIFAR-10 has to be on this machine
(CONVLAB_CIFAR10 names its place); the drawn pictures are drawn.
"""

import argparse
import platform
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from cnn_core.data.dataset import CLASSES, Images, Split
from cnn_core.data.drawn import Cue, draw
from cnn_core.data.drawn.drawing import TEST_START
from cnn_core.data.load import CUED_CLASS, TEST_IMAGES, final_test_images, validation_images
from cnn_core.models import SHIPPED, CueEffect, Provenance, Score
from cnn_core.models.shipped import FOLDER, SCALING
from cnn_core.store import Store
from cnn_core.store.records import Epoch, Run, State, Wanted
from cnn_core.training.config import Config
from cnn_core.training.export import trained_model
from cnn_core.training.packing import unpacked
from cnn_core.training.shipped_recipes import RECIPES, WITH_EPOCHS
from cnn_core.training.train import train


class Told:
    """A store that says each epoch aloud."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def end_epoch(self, id: str, epoch: Epoch, *rest: Any) -> Wanted:
        print(
            f"epoch {epoch.epoch}: accuracy {epoch.accuracy:.3f}, validation {epoch.val_accuracy:.4f}, "
            f"{epoch.seconds:.0f} s",
            flush=True,
        )
        return self.store.end_epoch(id, epoch, *rest)


def make(name: str, folder: Path) -> None:
    """Train, or go on training, and write the files."""
    config = RECIPES[name]
    store = Store(f"sqlite:///{(folder / 'runs.sqlite').as_posix()}")
    run = _run(store, name, config)
    if run.state is not State.FINISHED:
        train(config, Told(store), run.id)  # type: ignore[arg-type]
        run = store.run(run.id)
    weights = store.weights(run.id, "final")
    if run.state is not State.FINISHED or weights is None:
        raise SystemExit(f"{name}: {run.state}, {run.reason}")
    seconds = sum(epoch.seconds for epoch in store.epochs(run.id))
    epochs = _epochs(store, run) if name in WITH_EPOCHS else b""
    store.close()
    _write(name, config, run, weights, epochs, seconds)


def _run(store: Store, name: str, config: Config) -> Run:
    """The folder's run of this network, waiting, or a new one."""
    run = next((one for one in store.runs(name) if one.config == config), None)
    if run is None:
        return store.add(config, learner=name)
    if run.state is State.RUNNING:  # its process is gone: nobody else uses this folder
        store.put_back(run.id, run.attempt, counts=False)
    elif run.state is not State.FINISHED:
        store.ask(run.id, Wanted.RUN)
    return store.run(run.id)


def _write(name: str, config: Config, run: Run, weights: bytes, epochs: bytes, seconds: float) -> None:
    predicted = _Predicted(config, weights)
    told = Provenance(
        name=name,
        config=config,
        date=f"{run.ended or datetime.now(UTC):%Y-%m-%d}",
        versions=_versions(),
        command=f"python -m scripts.train_weights {name}",
        seconds=round(seconds),
        parameters=predicted.model.count_params(),
        validation=predicted.right(validation_images(config.data, config.validation)),
        test=predicted.right(final_test_images(config.data)),
        checksum=sha256(weights).hexdigest(),
        epochs=tuple(range(config.epochs + 1)) if epochs else (),
        epochs_checksum=sha256(epochs).hexdigest() if epochs else "",
        cue=None if config.data == "cifar10" else _cue_effect(predicted),
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.npz").write_bytes(weights)
    if epochs:
        (FOLDER / f"{name}-epochs.npz").write_bytes(epochs)
    (FOLDER / f"{name}.json").write_text(told.to_json(), encoding="utf-8", newline="\n")
    print(
        f"{name}: {told.parameters} parameters, {len(weights)} bytes, test {told.test.share:.4f}, {told.cue}"
    )


class _Predicted:
    """The network as it ships, and what it says of images."""

    def __init__(self, config: Config, weights: bytes) -> None:
        self.model = trained_model(config, weights)

    def labels(self, images: Images) -> np.ndarray:
        logits = [
            self.model.predict_on_batch(images[at : at + 500].astype(np.float32))
            for at in range(0, len(images), 500)
        ]
        return np.concatenate(logits).argmax(axis=1)

    def right(self, split: Split) -> Score:
        return _count(self.labels(split.images) == split.labels)


def _cue_effect(predicted: _Predicted) -> CueEffect:
    """The test pictures twice: with no tag, with a tag in each."""
    count = TEST_IMAGES["drawn"]
    plain = draw(count, start=TEST_START)
    tagged = draw(count, start=TEST_START, cue=Cue(CUED_CLASS, share=1, others=1))
    cued = plain.labels == CUED_CLASS
    without, with_tag = (predicted.labels(split.images) == CUED_CLASS for split in (plain, tagged))
    return CueEffect(
        CLASSES[CUED_CLASS],
        _count(without[cued]), _count(with_tag[cued]), _count(without[~cued]), _count(with_tag[~cued]),
    )  # fmt: skip


def _count(found: np.ndarray) -> Score:
    return Score(int(found.sum()), len(found))


def _epochs(store: Store, run: Run) -> bytes:
    """The weights before training and after each epoch, float16, as one file."""
    arrays: dict[str, np.ndarray] = {}
    for epoch in range(run.config.epochs + 1):
        kept = store.weights(run.id, f"epoch-{epoch}")
        if kept is None:
            raise SystemExit(f"epoch {epoch} was not kept: the network is too large, or the run too long")
        arrays[SCALING], *weights = unpacked(kept)
        arrays |= {f"{epoch}_{place}": one.astype(np.float16) for place, one in enumerate(weights)}
    file = BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _versions() -> dict[str, str]:
    import keras
    import tensorflow as tf

    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
    }


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("name", choices=SHIPPED)
    reader.add_argument(
        "--store", type=Path, help="a folder that keeps the training, to go on if it is cut off"
    )
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.store or Path(temporary)) / asked.name
        folder.mkdir(parents=True, exist_ok=True)
        make(asked.name, folder)


if __name__ == "__main__":
    main()
