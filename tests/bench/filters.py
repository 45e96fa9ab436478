"""Activations and filter images against tf-keras-vis, on a shipped network: seconds and ratios. Run by hand:

    python tests/bench/filters.py [--network drawn] [--layer conv3] [--filters 32] [--steps 64]

tf-keras-vis is no requirement: where it cannot be imported, only our own times are printed. It gets the same
batch, the same number of steps and jitter; its rotation, which takes most of its time, is left out, and also
measured with. All times are of warm calls, the best of some.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import keras
import numpy as np
import tensorflow as tf

from cnn_core.data.drawn import draw
from cnn_core.explain.activations import activations
from cnn_core.explain.filters import filter_images
from cnn_core.explain.probe import Probe
from cnn_core.models import load


def main() -> None:
    """Print a line for each measurement."""
    options = argparse.ArgumentParser()
    options.add_argument("--network", default="drawn")
    options.add_argument("--layer", default="conv3")
    options.add_argument("--filters", type=int, default=32)
    options.add_argument("--steps", type=int, default=64)
    given = options.parse_args()
    probe = Probe(load(given.network))
    measure_activations(probe)
    channels = np.arange(given.filters)
    ours = {
        kind: best(lambda kind=kind: climb(probe, given.layer, channels, kind, given.steps))
        for kind in ("pixels", "blurred", "fourier")
    }
    for kind, seconds in ours.items():
        print(f"{given.filters} filters of {given.layer}, {given.steps} steps, {kind}: {seconds:.2f} s")
    measure_peer(probe, given.layer, channels, given.steps, ours["fourier"])


def measure_activations(probe: Probe) -> None:
    """All layers of one image, beside a Keras model with every layer as an output."""
    image = draw(1).images.astype(np.float32)
    whole = keras.Model(probe.model.inputs, [layer.output for layer in probe.model.layers])
    ours = best(lambda: activations(probe, image), 30)
    plain = best(lambda: whole.predict_on_batch(image), 30)
    print(
        f"all activations: {ours * 1e3:.1f} ms; predict_on_batch: {plain * 1e3:.1f} ms, {plain / ours:.1f}x"
    )


def climb(probe: Probe, layer: str, channels: Any, kind: str, steps: int) -> Any:
    """Our images."""
    return filter_images(probe, layer, channels, parameters=kind, steps=steps)


def measure_peer(probe: Probe, layer: str, channels: Any, steps: int, ours: float) -> None:
    """The same batch by tf-keras-vis, if it can be imported."""
    try:
        from tf_keras_vis.activation_maximization import ActivationMaximization
        from tf_keras_vis.activation_maximization.input_modifiers import Jitter, Rotate2D
    except ImportError as error:
        print(f"tf-keras-vis cannot be imported ({error})")
        return
    part = keras.Model(probe.model.inputs, probe.model.get_layer(layer).output)
    maximization = ActivationMaximization(part)
    start = tf.random.uniform((len(channels), *probe.input_shape), 120, 135)

    def score(outputs: Any) -> Any:
        return [tf.reduce_mean(outputs[at, ..., one]) for at, one in enumerate(channels)]

    for name, modifiers in (("jitter", [Jitter(4)]), ("jitter and rotation", [Jitter(4), Rotate2D(1)])):
        seconds = best(
            lambda modifiers=modifiers: maximization(
                score, seed_input=start, steps=steps, input_modifiers=modifiers
            ),
            2,
        )
        print(f"tf-keras-vis, {name}: {seconds:.2f} s, {seconds / ours:.1f}x ours (fourier)")


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the fastest of some calls, after one that does not count."""
    work()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


if __name__ == "__main__":
    main()
