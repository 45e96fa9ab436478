"""A downloaded script trains what the run trained: it is run, and its numbers are compared with the run's."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cnn_core.architecture.stack import layer, stack
from cnn_core.store import Store
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import Config
from cnn_core.training.presets import PRESETS
from cnn_core.training.script import script
from cnn_core.training.train import train

ROOT = Path(__file__).resolve().parents[3]
SMALL = {"data": "drawn", "images": 600, "validation": 200, "epochs": 2}
EVERYTHING = Augmentation(flip=True, shift=2, rotate=10, zoom=0.1, colour=0.2, cutout=6)
RUNS = {
    "tutorial": PRESETS["tutorial"].changed(**SMALL),
    # float32: in bfloat16 a last bit of the whitening kernels grows into percents within a few steps.
    "fast": PRESETS["fast"].changed(**SMALL, batch_size=100, precision="float32"),
    "everything": Config(
        stack(
            layer("Conv2D", 8, 3, activation="relu"),
            layer("Conv2D", 8, 1, strides=2, activation="relu"),
            layer("Dropout", 0.2),
            layer("GlobalAveragePooling2D"),
            layer("Dense", 10, activation="softmax"),
        ),
        **SMALL,
        scaling="centred",
        augmentation=EVERYTHING,
        optimizer="adamw",
        schedule="cosine",
        weight_decay=1e-3,
        batch_size=64,
    ),
}


@pytest.mark.parametrize("name", RUNS)
def test_the_script_trains_what_the_run_trained(name: str, tmp_path: Path) -> None:
    config = RUNS[name]
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    run = train(config, store)
    (tmp_path / "run.py").write_text(script(config), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "run.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert told.returncode == 0, told.stderr[-3000:]
    found = re.findall(r"loss ([\d.]+), accuracy ([\d.]+), validation ([\d.]+)", told.stdout)
    epochs = store.epochs(run)
    assert len(found) == len(epochs) == 2
    for (loss, accuracy, validation), epoch in zip(found, epochs, strict=True):
        assert float(loss) == pytest.approx(epoch.loss, abs=2e-3)
        assert float(accuracy) == pytest.approx(epoch.accuracy, abs=5e-3)
        assert float(validation) == pytest.approx(epoch.val_accuracy, abs=0.016)
    final = next(result for result in store.results(run) if result.split == "test")
    tested = float(told.stdout.rpartition("test accuracy ")[2])
    assert tested == pytest.approx(final.accuracy, abs=0.01)
    assert (tmp_path / "model.keras").stat().st_size > 0
