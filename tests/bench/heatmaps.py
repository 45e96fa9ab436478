"""Heatmaps of the tutorial network, warm, against the peer libraries that can be imported; and of VGG16:

    python tests/bench/heatmaps.py [--without-vgg]

Every peer is optional: tf-keras-vis, grad-cam (PyTorch), captum. All explain the same class of the same
images with the same weights, and give maps as large as the images. Times are medians of calls that take
turns, so that whatever else the machine does meets all alike; what counts is the ratios of one run.
"""

import argparse
import importlib
import os
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.methods import METHODS
from cnn_core.explain.probe import Probe
from cnn_core.training.export import trained_model, weights_of
from cnn_core.training.model import make_model
from cnn_core.training.presets import PRESETS

CLASS = 2
IN_A_ROW = 3
#: The square that occlusion covers, and its step, as our own default for 32x32.
SQUARE, STEP = 6, 2
Call = Callable[[np.ndarray], Any]
#: Milliseconds hoped for, and images.
TASKS = {("grad-cam", 1): 10, ("grad-cam", 64): 80, ("score-cam", 1): 150, ("occlusion", 1): 150}


def main() -> None:
    """Print a block for each task."""
    options = argparse.ArgumentParser()
    options.add_argument("--without-vgg", action="store_true")
    given = options.parse_args()
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (64, 32, 32, 3)).astype(np.float32)
    config = PRESETS["tutorial"]
    model = trained_model(config, weights_of(make_model(config, images.astype(np.uint8))))
    probe = Probe(model)
    peers = {name: peer for name, make in PEERS.items() if (peer := tried(name, make, model))}
    for (method, count), aim in TASKS.items():
        if method in METHODS:
            calls = {name: made for name, peer in peers.items() if (made := peer.get(method))}
            ours = {"ours": lambda some, method=method: heatmap(probe, some, method, CLASS)}
            print(f"\n{method}, {count} image(s); hoped for: {aim} ms")
            report(ours | calls, images[:count], rounds=20 if method == "grad-cam" else 3)
    if not given.without_vgg:
        vgg16()


def vgg16() -> None:
    """Grad-CAM against one forward pass, both compiled; untrained, 224x224."""
    import keras

    probe = Probe(keras.applications.VGG16(weights=None, classifier_activation=None))
    image = np.random.default_rng(0).uniform(0, 255, (1, 224, 224, 3)).astype(np.float32)
    print("\nVGG16, 1 image; hoped for: Grad-CAM below 1.3 times a forward pass")
    calls: dict[str, Call] = {
        "grad-cam": lambda one: heatmap(probe, one, "grad-cam", CLASS),
        "forward pass": probe.logits,
    }
    report(calls, image, rounds=5)


def report(calls: dict[str, Call], images: np.ndarray, rounds: int) -> None:
    """Medians and least times, and how many times the first one's.

    Each has a few calls in a row: threads that still wait for work of their own would hold up the next.
    """
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            call(images)
            for _ in range(IN_A_ROW):
                began = time.perf_counter()
                call(images)
                spent[name].append(time.perf_counter() - began)
    middle, least = ({name: 1e3 * of(times) for name, times in spent.items()} for of in (np.median, min))
    first = next(iter(calls))
    for name in calls:
        ratios = f"x {middle[name] / middle[first]:.2f} (x {least[name] / least[first]:.2f})"
        print(f"  {name:14} {middle[name]:9.1f} ms (least {least[name]:.1f}), {ratios}", flush=True)


def tried(name: str, make: Callable[[Any], dict[str, Call]], model: Any) -> dict[str, Call]:
    """A peer's methods, or none where it cannot be imported."""
    try:
        return make(model)
    except ImportError as error:
        print(f"{name}: {error}")
        return {}


def tf_keras_vis(model: Any) -> dict[str, Call]:
    """https://github.com/keisen/tf-keras-vis"""
    gradcam = importlib.import_module("tf_keras_vis.gradcam").Gradcam(model)
    scorecam = importlib.import_module("tf_keras_vis.scorecam").Scorecam(model)
    scores = importlib.import_module("tf_keras_vis.utils.scores").CategoricalScore
    return {
        "grad-cam": lambda images: gradcam(scores([CLASS] * len(images)), images),
        "score-cam": lambda images: quiet(lambda: scorecam(scores([CLASS] * len(images)), images)),
    }


def pytorch_grad_cam(model: Any) -> dict[str, Call]:
    """https://github.com/jacobgil/pytorch-grad-cam"""
    library = importlib.import_module("pytorch_grad_cam")
    target = importlib.import_module("pytorch_grad_cam.utils.model_targets").ClassifierOutputTarget
    network, last = torch_copy(model)
    gradcam, scorecam = library.GradCAM(network, [last]), library.ScoreCAM(network, [last])
    scorecam.batch_size = 64
    return {
        "grad-cam": lambda images: gradcam(as_torch(images), [target(CLASS)] * len(images)),
        "score-cam": lambda images: quiet(lambda: scorecam(as_torch(images), [target(CLASS)] * len(images))),
    }


def captum(model: Any) -> dict[str, Call]:
    """https://captum.ai"""
    attr = importlib.import_module("captum.attr")
    network, last = torch_copy(model)
    gradcam, occlusion = attr.LayerGradCam(network, last), attr.Occlusion(network)

    def large(images: np.ndarray) -> Any:
        found = gradcam.attribute(as_torch(images), CLASS, relu_attributions=True)
        return attr.LayerAttribution.interpolate(found, images.shape[1:3], "bilinear")

    return {
        "grad-cam": large,
        "occlusion": lambda images: occlusion.attribute(
            as_torch(images), (3, SQUARE, SQUARE), (3, STEP, STEP), 127, CLASS, perturbations_per_eval=64
        ),
    }


PEERS = {"tf-keras-vis": tf_keras_vis, "grad-cam": pytorch_grad_cam, "captum": captum}


def torch_copy(model: Any) -> tuple[Any, Any]:
    """The network in PyTorch, channels first, and what its last convolution ends in."""
    torch = importlib.import_module("torch")
    nn, scaling = torch.nn, model.get_layer("scaling")
    scale, offset = (torch.tensor(one).reshape(-1, 1, 1) for one in (scaling.scale, scaling.offset))
    parts = [does(lambda x: x * scale + offset)]
    last = None
    for one in model.layers:
        kind = type(one).__name__
        if kind == "Conv2D":
            last = nn.ReLU()
            parts += [filled(nn.Conv2d, one, (3, 2, 0, 1), padding=one.padding), last]
        elif kind == "MaxPooling2D":
            parts.append(nn.MaxPool2d(one.pool_size, one.strides))
        elif kind == "Flatten":
            parts.append(does(lambda x: x.permute(0, 2, 3, 1).flatten(1)))
        elif kind == "Dense":
            parts.append(filled(nn.Linear, one, (1, 0)))
            if one.activation.__name__ == "relu":
                parts.append(nn.ReLU())
    network = nn.Sequential(*parts).eval()
    image = np.full((1, 32, 32, 3), 90, np.float32)
    assert np.allclose(network(as_torch(image)).detach().numpy(), model(image), atol=1e-4)
    return network, last


def filled(module: Any, layer: Any, axes: tuple[int, ...], **more: Any) -> Any:
    """A module with a Keras layer's weights; `axes` turns its kernel."""
    torch = importlib.import_module("torch")
    kernel, bias = (torch.tensor(one) for one in layer.get_weights())
    made = module(kernel.shape[-2], kernel.shape[-1], *([kernel.shape[:2]] if len(axes) == 4 else []), **more)
    made.weight.data, made.bias.data = kernel.permute(axes).contiguous(), bias
    return made


def does(function: Callable[[Any], Any]) -> Any:
    """A module without weights."""
    made = importlib.import_module("torch").nn.Identity()
    made.forward = function
    return made


def as_torch(images: np.ndarray) -> Any:
    """(N, C, H, W)."""
    return importlib.import_module("torch").from_numpy(images.transpose(0, 3, 1, 2).copy())


def quiet(call: Callable[[], Any]) -> Any:
    """Without the progress bars that peers print."""
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return call()


if __name__ == "__main__":
    main()
