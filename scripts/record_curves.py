"""Record the curves that the lesson on training asks about: short real trainings on CIFAR-10.

Run it as `python -m scripts.record_curves [case ...]`, with CIFAR-10 on this machine; all of them take a few
minutes. The images stay where they are: only the numbers of the curves are kept.
"""

import json
import sys
import tempfile
from dataclasses import astuple
from pathlib import Path

import numpy as np

from cnn_core.architecture.dropping import with_dropout
from cnn_core.store import Store
from cnn_core.training.config import Config
from cnn_core.training.presets import PRESETS
from cnn_core.training.train import train

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "lessons" / "train" / "curves"


def cases() -> dict[str, Config]:
    """What is recorded: each shows one thing."""
    tutorial = PRESETS["tutorial"].changed(validation=2000, batch_size=64)
    fast = PRESETS["fast"].changed(images=10_000, validation=2000, batch_size=128)
    dropped = with_dropout(fast.architecture, 0.5)
    return {
        "healthy": tutorial.changed(images=15_000, epochs=6),
        "overfitting": tutorial.changed(images=500, batch_size=32, epochs=40),
        "rate_high": tutorial.changed(images=4000, learning_rate=0.03, epochs=8),
        "rate_low": tutorial.changed(images=4000, learning_rate=1e-5, epochs=8),
        "made_harder": fast.changed(architecture=dropped, epochs=6),
    }


def record(name: str, config: Config) -> None:
    """Train once and write the curves."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/runs.sqlite")
        run = train(config, store)
        epochs, steps = store.epochs(run), store.steps(run)
        reason = store.run(run).reason
        store.close()
    if reason is not None:
        raise SystemExit(f"{name} failed: {reason}")
    told = {
        "config": json.loads(config.to_json()),
        "epochs": [[round(value, 5) for value in astuple(epoch)] for epoch in epochs],
        "steps": steps.steps,
        "loss": np.round(steps.loss.astype(float), 3).tolist(),
        "accuracy": np.round(steps.accuracy.astype(float), 3).tolist(),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")
    print(
        name,
        [round(epoch.val_accuracy, 3) for epoch in epochs],
        [round(epoch.accuracy, 3) for epoch in epochs],
    )


if __name__ == "__main__":
    for name, config in cases().items():
        if name in (sys.argv[1:] or cases()):
            record(name, config)
