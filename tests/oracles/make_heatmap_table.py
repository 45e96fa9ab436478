"""Writes heatmaps.json: what independent libraries answer for a small network, its weights and images.

None of them is a requirement of the tests, which read the table. To write it again, where PyTorch, captum,
grad-cam and tf-keras-vis are installed:

    python tests/oracles/make_heatmap_table.py

Maps are recorded as large as the layer is: each library enlarges them in its own way. Score-CAM enlarges
within its arithmetic, so it is recorded at the layer that is as large as the image.
"""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

TABLE = Path(__file__).with_name("heatmaps.json")
LAYERS = ("first", "second")
CLASSES = (0, 3, 1)
SEED = 1
SHAPES = ((3, 3, 3, 6), (6,), (3, 3, 6, 8), (8,), (128, 16), (16,), (16, 4), (4,))


def keras_network(weights: list[np.ndarray]) -> Any:
    """Two convolutions, the first as large as the image, and two dense layers; 4 logits."""
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(6, 3, padding="same", activation="relu", name="first"),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, activation="relu", name="second"),
            layers.Flatten(),
            layers.Dense(16, activation="relu"),
            layers.Dense(4),
        ]
    )
    model.set_weights(weights)
    return model


def torch_network(weights: list[np.ndarray]) -> tuple[Any, dict[str, Any]]:
    """The same in PyTorch, for (N, 3, 12, 12); and its two maps' modules."""
    import torch
    from torch import nn

    class Flat(nn.Module):
        """Flattens as Keras does, channels last."""

        def forward(self, maps: Any) -> Any:
            return maps.permute(0, 2, 3, 1).flatten(1)

    first, second = nn.ReLU(), nn.ReLU()
    convolutions = nn.Conv2d(3, 6, 3, padding=1), nn.Conv2d(6, 8, 3)
    dense = nn.Linear(128, 16), nn.Linear(16, 4)
    with torch.no_grad():
        for one, kernel, bias in zip(convolutions, weights[0:4:2], weights[1:4:2], strict=True):
            one.weight.copy_(torch.tensor(kernel.transpose(3, 2, 0, 1)))
            one.bias.copy_(torch.tensor(bias))
        for one, kernel, bias in zip(dense, weights[4::2], weights[5::2], strict=True):
            one.weight.copy_(torch.tensor(kernel.T))
            one.bias.copy_(torch.tensor(bias))
    model = nn.Sequential(
        *(convolutions[0], first, nn.MaxPool2d(2), convolutions[1], second),
        *(Flat(), dense[0], nn.ReLU(), dense[1]),
    )
    return model.eval(), {"first": first, "second": second}


def pytorch_grad_cam(weights: list[np.ndarray], images: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """Grad-CAM, Grad-CAM++ and Layer-CAM of https://github.com/jacobgil/pytorch-grad-cam."""
    import torch
    from pytorch_grad_cam import GradCAM, GradCAMPlusPlus, LayerCAM
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    model, modules = torch_network(weights)
    given = torch.tensor(images.transpose(0, 3, 1, 2) / 255, dtype=torch.float32)
    methods = {"grad-cam": GradCAM, "grad-cam++": GradCAMPlusPlus, "layer-cam": LayerCAM}
    answers: dict[str, dict[str, np.ndarray]] = {}
    for name, method in methods.items():
        for layer in LAYERS:
            with method(model, [modules[layer]]) as cam:
                kept, original = [], cam.get_cam_image
                cam.get_cam_image = lambda *of, do=original, keep=kept, **more: (
                    keep.append(do(*of, **more)) or keep[-1]
                )
                cam(given, [ClassifierOutputTarget(cls) for cls in CLASSES])
            answers.setdefault(name, {})[layer] = np.maximum(kept[0], 0)
    return answers


def kept_maps(cam: Any) -> list[np.ndarray]:
    """Will hold what the library finds before it enlarges it."""
    kept: list[np.ndarray] = []
    original = cam.get_cam_image

    def keeping(*given: Any, **more: Any) -> np.ndarray:
        kept.append(original(*given, **more))
        return kept[-1]

    cam.get_cam_image = keeping
    return kept


def captum(weights: list[np.ndarray], images: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """Grad-CAM of https://captum.ai."""
    import torch
    from captum.attr import LayerGradCam

    model, modules = torch_network(weights)
    given = torch.tensor(images.transpose(0, 3, 1, 2) / 255, dtype=torch.float32)
    grad_cam = {
        layer: LayerGradCam(model, modules[layer])
        .attribute(given, torch.tensor(CLASSES), relu_attributions=True)
        .detach()
        .numpy()[:, 0]
        for layer in LAYERS
    }
    return {"grad-cam": grad_cam}


def tf_keras_vis(weights: list[np.ndarray], images: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """Score-CAM of https://github.com/keisen/tf-keras-vis, each map from its least to its largest value."""
    from tf_keras_vis.scorecam import Scorecam
    from tf_keras_vis.utils.scores import CategoricalScore

    cam = Scorecam(keras_network(weights))
    found = cam(
        CategoricalScore(list(CLASSES)),
        images.astype(np.float32),
        penultimate_layer="first",
        expand_cam=False,
    )
    return {"score-cam": {"first": np.asarray(found)}}


PEERS = {"grad-cam": pytorch_grad_cam, "captum": captum, "tf-keras-vis": tf_keras_vis}


def random_weights(rng: np.random.Generator) -> list[np.ndarray]:
    """For logits that leave no class without probability, and for small maps with large gradients.

    grad-cam adds 1e-6 to the squares of gradients in Grad-CAM++, which must not count.
    """
    weights = [rng.normal(0, 1 / np.sqrt(max(16, np.prod(shape[:-1]))), shape) for shape in SHAPES]
    smaller = (0.01, 0.01, 1, 0.01, 100, 1, 1, 1)
    return [(one * scale).round(5) for one, scale in zip(weights, smaller, strict=True)]


def main() -> None:
    """Write the table."""
    rng = np.random.default_rng(SEED)
    images = rng.integers(0, 256, (len(CLASSES), 12, 12, 3))
    weights = random_weights(rng)
    small = [one.astype(np.float32) for one in weights]
    table = {
        "versions": {name: version(name) for name in ("torch", *PEERS)},
        "classes": CLASSES,
        "images": images.tolist(),
        "weights": [one.tolist() for one in weights],
    }
    for name, peer in PEERS.items():
        table[name] = {
            method: {layer: np.round(maps.astype(float), 9).tolist() for layer, maps in at.items()}
            for method, at in peer(small, images).items()
        }
    TABLE.write_text(json.dumps(table, separators=(",", ":")).replace("},", "},\n") + "\n")


if __name__ == "__main__":
    main()
