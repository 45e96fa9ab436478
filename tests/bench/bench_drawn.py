"""The drawn data set: how fast it is drawn, what a linear classifier and networks make of it. Run by hand:

    python tests/bench/bench_drawn.py speed linear cnn shift empty --seeds 3

speed: pictures a second on one core. linear: softmax regression on standardised pixels by L-BFGS, its L2
penalty chosen on 2,000 pictures held back. cnn: the tutorial's network. shift: that network, and the same
without pooling, on test pictures moved by 0 to 5 pixels in four directions, edges repeated. Each seed is
another data set and other first weights. empty: the tutorial's network on the same scenes without their
objects, which says how much the places give away. Nothing is asserted.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import keras
import numpy as np
from scipy.optimize import minimize

from cnn_core.data.dataset import CLASSES, SIDE, Dataset, Split
from cnn_core.data.drawn import draw, draw_with_details, drawn_dataset
from cnn_core.data.drawn.drawing import TEST_START

PENALTIES = (0.03, 0.1, 0.3, 1.0)
HELD_BACK = 2_000
SHIFTS = range(6)


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="+", choices=("speed", *CALLS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--train", type=int, default=20_000)
    parser.add_argument("--test", type=int, default=4_000)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=64)
    options = parser.parse_args()
    print(f"train {options.train}, test {options.test}, epochs {options.epochs}, batch {options.batch}, "
          f"cores {len(os.sched_getaffinity(0))}")  # fmt: skip
    if "speed" in options.what:
        speed()
    asked = [call for name, call in CALLS.items() if name in options.what]
    gathered: dict[str, list[float]] = {}
    for seed in range(options.seeds if asked else 0):
        options.seed = seed
        data = drawn_dataset(options.train, options.test, seed)
        keras.utils.set_random_seed(seed)
        for call in asked:
            for name, value in call(data, options).items():
                gathered.setdefault(name, []).append(value)
                print(f"  seed {seed}  {name:<34}{value:8.3f}", flush=True)
    for name, values in gathered.items():
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        print(f"{name:<36}{statistics.mean(values):8.3f} +- {spread:.3f}")


def speed() -> None:
    """Pictures a second, the best of five; the first call also makes the textures."""
    draw(100)
    rates = []
    for turn in range(5):
        start = time.process_time()
        draw(2_000, seed=turn)
        rates.append(2_000 / (time.process_time() - start))
    print(f"drawn a second of processor time: best {max(rates):.0f}, median {statistics.median(rates):.0f}")


def linear(data: Dataset, _options: argparse.Namespace) -> dict[str, float]:
    """Accuracy of softmax regression."""
    train, test = flat(data.train), flat(data.test)
    mean, deviation = train.mean(axis=0), train.std(axis=0) + 1e-6
    train, test = (train - mean) / deviation, (test - mean) / deviation
    learn, held = slice(HELD_BACK, None), slice(HELD_BACK)
    labels = data.train.labels
    found = {}
    for penalty in PENALTIES:
        weights = softmax_regression(train[learn], labels[learn], penalty)
        found[penalty] = right(train[held] @ weights[:-1] + weights[-1], labels[held])
    best = max(found, key=lambda penalty: found[penalty])
    weights = softmax_regression(train, labels, best)
    return {
        "linear, test": right(test @ weights[:-1] + weights[-1], data.test.labels),
        "linear, training": right(train @ weights[:-1] + weights[-1], labels),
        "linear, penalty": best,
    }


def softmax_regression(inputs: np.ndarray, labels: np.ndarray, penalty: float) -> np.ndarray:
    """Weights (inputs + 1, 10) that minimise cross-entropy plus penalty / 2 times the squared weights."""
    wanted = np.eye(len(CLASSES), dtype=np.float32)[labels]
    shape = inputs.shape[1] + 1, len(CLASSES)

    def loss(flat_weights: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat_weights.reshape(shape).astype(np.float32)
        logits = inputs @ weights[:-1] + weights[-1]
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        total = chances.sum(axis=1, keepdims=True)
        value = float((np.log(total) - (logits * wanted).sum(axis=1, keepdims=True)).mean())
        wrong = (chances / total - wanted) / len(inputs)
        slope = np.vstack([inputs.T @ wrong + penalty * weights[:-1], wrong.sum(axis=0)])
        return value + penalty / 2 * float((weights[:-1] ** 2).sum()), slope.ravel().astype(float)

    start = np.zeros(shape).ravel()
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x.reshape(shape)


def cnn(data: Dataset, options: argparse.Namespace) -> dict[str, float]:
    """Accuracy of the tutorial's network, and how long it learned."""
    model, seconds = trained(data.train, options, pooling=True)
    return {
        "cnn, test": accuracy(model, data.test.images, data.test.labels),
        "cnn, training": accuracy(model, data.train.images, data.train.labels),
        "cnn, seconds of training": seconds,
    }


def shift(data: Dataset, options: argparse.Namespace) -> dict[str, float]:
    """Accuracy of the network with pooling and without, at each distance."""
    found = {}
    for name, pooling in (("pooling", True), ("no pooling", False)):
        model, found[f"{name}, seconds of training"] = trained(data.train, options, pooling)
        for distance in SHIFTS:
            moves = directions(distance)
            moved = [accuracy(model, shifted(data.test.images, *move), data.test.labels) for move in moves]
            found[f"{name}, moved by {distance}"] = statistics.mean(moved)
    return found


def empty(data: Dataset, options: argparse.Namespace) -> dict[str, float]:
    """Accuracy where there is no object to see."""
    train = draw_with_details(len(data.train), options.seed, objects=False).split
    test = draw_with_details(len(data.test), options.seed, start=TEST_START, objects=False).split
    model, _ = trained(train, options, pooling=True)
    return {"no objects, test": accuracy(model, test.images, test.labels)}


def trained(split: Split, options: argparse.Namespace, pooling: bool) -> tuple[keras.Model, float]:
    """The network after its epochs, and the seconds they took."""
    layers = keras.layers
    pool = [layers.MaxPooling2D(2)] if pooling else []
    more = [layers.MaxPooling2D(2)] if pooling else []
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 3)), layers.Rescaling(1 / 255),
        layers.Conv2D(32, 3, activation="relu"), *pool,
        layers.Conv2D(64, 3, activation="relu"), *more,
        layers.Conv2D(64, 3, activation="relu"), layers.Flatten(),
        layers.Dense(64, activation="relu"), layers.Dense(len(CLASSES)),
    ])  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-3), loss, metrics=["accuracy"])
    start = time.perf_counter()
    model.fit(split.images, split.labels, batch_size=options.batch, epochs=options.epochs, verbose=0)
    return model, time.perf_counter() - start


def accuracy(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    """Share that is right."""
    return right(model.predict(images, batch_size=500, verbose=0), labels)


def right(logits: np.ndarray, labels: np.ndarray) -> float:
    """Share whose largest logit is at the label."""
    return float((logits.argmax(axis=1) == labels).mean())


def directions(distance: int) -> list[tuple[int, int]]:
    """Up, down, left and right by that distance; one move of 0."""
    return sorted({(distance, 0), (-distance, 0), (0, distance), (0, -distance)})


def shifted(images: np.ndarray, down: int, across: int) -> np.ndarray:
    """The pictures moved; what comes in repeats the edge."""
    rows = np.clip(np.arange(SIDE) - down, 0, SIDE - 1)
    columns = np.clip(np.arange(SIDE) - across, 0, SIDE - 1)
    return images[:, rows][:, :, columns]


def flat(split: Split) -> np.ndarray:
    """(N, 3072) float32."""
    return split.images.reshape(len(split), -1).astype(np.float32)


CALLS = {"linear": linear, "cnn": cnn, "shift": shift, "empty": empty}

if __name__ == "__main__":
    main()
