"""Training on CIFAR-10: processor time to 70, 75 and 80 %, recipe against tutorial network. Run by hand:

    CONVLAB_CIFAR10=folder python tests/bench/training.py [--seeds 3] [--parts recipe tutorial loop]

Accuracies are of 5,000 validation images; the test images take no part. "loop" compares an epoch of our
training function, with its store, with one of `model.fit` on the same model and batches, in turns.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cnn_core.data.load import training_images, validation_images
from cnn_core.store import Store
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.batches import Batches, one_hot
from cnn_core.training.config import Config
from cnn_core.training.model import make_model
from cnn_core.training.presets import PRESETS
from cnn_core.training.train import train

GOALS = (0.70, 0.75, 0.80)
RECIPE = PRESETS["fast"]
#: (run, epochs): the schedule is stretched over its epochs, so each goal has a run of its own.
RUNS = {
    "recipe, 2 epochs": RECIPE.changed(epochs=2),
    "recipe, 3 epochs": RECIPE,
    "recipe, 8 epochs": RECIPE.changed(epochs=8),
    "tutorial, 10 epochs": PRESETS["tutorial"],
}


def main() -> None:
    """Print accuracies with their spread, and times as ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--parts", nargs="+", default=["recipe", "tutorial", "loop"])
    given = options.parse_args()
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/runs.sqlite")
        told = {
            name: [follow(store, config.changed(seed=seed)) for seed in range(given.seeds)]
            for name, config in RUNS.items()
            if name.partition(",")[0] in given.parts
        }
        report(told)
        if "loop" in given.parts:
            loop(store)


def follow(store: Store, config: Config) -> tuple[list[float], float]:
    """Validation accuracies of a run's epochs, and processor seconds an epoch, start and ends included."""
    began = time.process_time()
    run = train(config, store)
    spent = time.process_time() - began
    accuracies = [epoch.val_accuracy for epoch in store.epochs(run)]
    print(f"  {config.epochs} epochs, seed {config.seed}: {accuracies[-1]:.4f}, {spent:.1f} s of processor")
    return accuracies, spent / config.epochs


def report(told: dict[str, list[tuple[list[float], float]]]) -> None:
    """A line for each kind of run, then what the recipe's runs cost in epochs of the tutorial network."""
    for name, runs in told.items():
        ends = [accuracies[-1] for accuracies, _ in runs]
        spread = statistics.stdev(ends) if len(ends) > 1 else 0.0
        each = statistics.median(seconds for _, seconds in runs)
        print(f"{name:<20} {statistics.mean(ends):.4f} +- {spread:.4f}, {each:.1f} s of processor an epoch")
    tutorial = next((runs for name, runs in told.items() if name.startswith("tutorial")), None)
    if tutorial is None:
        return
    epoch = statistics.median(seconds for _, seconds in tutorial)
    for goal in GOALS:
        needed = [first(accuracies, goal) for accuracies, _ in tutorial]
        print(f"tutorial network to {goal:.0%}: epochs {needed}")
    for name, runs in told.items():
        whole = statistics.median(len(accuracies) * seconds for accuracies, seconds in runs)
        print(f"{name:<20} costs {whole / epoch:.2f} epochs of the tutorial network")


def first(accuracies: list[float], goal: float) -> int | None:
    """The epoch, from 1, in which a goal is first reached."""
    return next((number for number, accuracy in enumerate(accuracies, 1) if accuracy >= goal), None)


def loop(store: Store, rounds: int = 5) -> None:
    """Wall time of our epochs over `model.fit`'s, for both networks, in turns."""
    for name in ("fast", "tutorial"):
        config = PRESETS[name].changed(epochs=1, images=20_000, validation=500)
        ours, bare = [], []
        for seed in range(rounds):
            run = train(config.changed(seed=seed, epochs=2), store)
            ours.append(store.epochs(run)[1].seconds)
            bare.append(fit(config.changed(seed=seed)))
        we, they = statistics.median(ours), statistics.median(bare)
        print(f"{name}: our epoch {we:.2f} s, model.fit {they:.2f} s, ratio {we / they:.3f}")
        print("  of", ", ".join(f"{one:.2f}/{other:.2f}" for one, other in zip(ours, bare, strict=True)))


def fit(config: Config) -> float:
    """Seconds of the second epoch of one `model.fit` on the same images, judged on as many."""
    import keras

    split, held = (
        training_images("cifar10", 0, config.images),
        validation_images("cifar10", config.validation),
    )
    batches = Batches(split, config)
    model = make_model(config, split.images)
    ends: list[float] = []
    told = {
        "epochs": 2,
        "verbose": 0,
        "validation_data": (held.images, one_hot(held.labels)),
        "validation_batch_size": 500,
        "callbacks": [keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: ends.append(time.monotonic()))],
    }
    if config.augmentation == Augmentation():  # nothing is done to the images: arrays will do
        model.fit(split.images, one_hot(split.labels), batch_size=config.batch_size, **told)
    else:
        model.fit(changing(batches), shuffle=False, **told)
    return ends[1] - ends[0]


def changing(batches: Batches) -> object:
    """Our augmented batches, epoch after epoch, the way Keras takes them."""
    import keras

    class Changing(keras.utils.PyDataset):
        def __init__(self) -> None:
            super().__init__(workers=1)
            self.epoch = 0
            self.order = batches.order(0)

        def __len__(self) -> int:
            return batches.steps

        def __getitem__(self, step: int) -> object:
            return batches.batch(self.order, self.epoch, step)

        def on_epoch_end(self) -> None:
            self.epoch += 1
            self.order = batches.order(self.epoch)

    return Changing()


if __name__ == "__main__":
    main()
