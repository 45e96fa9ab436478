"""Writes captum_maps.json: what Captum says of two images and a small network, all numbers included.

Captum and PyTorch are no requirements of the tests, which read the table. To write it again, where both are
installed:

    python tests/oracles/make_captum_table.py
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import captum
import numpy as np
import torch
from captum.attr import GuidedBackprop, IntegratedGradients, NoiseTunnel, Occlusion, Saliency
from torch import nn

TABLE = Path(__file__).with_name("captum_maps.json")
SIDE, CLASSES = 8, (2, 0)
STEPS = (7, 40)
SQUARES = ((2, 2), (4, 2), (3, 1), (8, 1))
NOISE, SAMPLES = 0.2, 40_000


class ChannelsLast(nn.Module):
    """(N, C, H, W) -> (N, H, W, C), the order in which Keras flattens."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.permute(0, 2, 3, 1)


def network(weights: Sequence[np.ndarray]) -> nn.Module:
    """Convolution, convolution, average pooling, two dense layers; three ReLUs, each of its own."""
    model = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3), nn.ReLU(), nn.AvgPool2d(2),
        ChannelsLast(), nn.Flatten(), nn.Linear(36, 6), nn.ReLU(), nn.Linear(6, 3),
    ).double()  # fmt: skip
    for one, value in zip(model.parameters(), weights, strict=True):
        one.data = torch.tensor(torch_order(value), dtype=torch.float64)
    return model.eval()


def torch_order(value: np.ndarray) -> np.ndarray:
    """Keras's (h, w, in, out) and (in, out) as PyTorch's (out, in, h, w) and (out, in)."""
    return value.transpose(3, 2, 0, 1) if value.ndim == 4 else value.T


def channels_last(values: torch.Tensor) -> list[Any]:
    """(N, C, H, W) -> nested lists, (N, H, W, C)."""
    return np.round(values.detach().permute(0, 2, 3, 1).numpy(), 7).tolist()


def noisy(model: nn.Module, x: torch.Tensor, kind: str) -> list[Any]:
    """The mean ("smoothgrad") or the variance ("vargrad") of the gradient, each image with its own noise."""
    torch.manual_seed(5)
    tunnel = NoiseTunnel(Saliency(model))
    parts = [
        tunnel.attribute(
            one[None], target=cls, nt_type=kind, nt_samples=SAMPLES, nt_samples_batch_size=2_000,
            stdevs=NOISE * float(one.max() - one.min()), abs=False,
        )
        for one, cls in zip(x, CLASSES, strict=True)
    ]  # fmt: skip
    return channels_last(torch.cat(parts))


def main() -> None:
    """Write the table; the same every time with the same packages."""
    rng = np.random.default_rng(20240218)
    shapes = [(3, 3, 3, 4), (4,), (3, 3, 4, 4), (4,), (36, 6), (6,), (6, 3), (3,)]
    weights = [rng.integers(-8, 9, shape) / 8 for shape in shapes]
    images = rng.integers(0, 256, (2, SIDE, SIDE, 3)) / 64
    model = network(weights)
    x, target = torch.tensor(images).permute(0, 3, 1, 2).contiguous(), torch.tensor(CLASSES)
    mean = x.mean(dim=(2, 3), keepdim=True).expand_as(x).contiguous()
    path, cover = IntegratedGradients(model), Occlusion(model)
    table: dict[str, Any] = {
        "captum": captum.__version__,
        "torch": torch.__version__,
        "weights": [one.tolist() for one in weights],
        "images": images.tolist(),
        "classes": CLASSES,
        "logits": model(x).tolist(),
        "gradient": channels_last(Saliency(model).attribute(x, target=target, abs=False)),
        "guided": channels_last(GuidedBackprop(model).attribute(x, target=target)),
        "integrated": [
            {
                "steps": steps,
                "baseline": name,
                "values": channels_last(
                    path.attribute(x, base, target=target, n_steps=steps, method="gausslegendre")
                ),
            }
            for steps in STEPS
            for name, base in (("black", torch.zeros_like(x)), ("mean", mean))
        ],
        "occlusion": [
            {
                "side": side,
                "stride": stride,
                "values": channels_last(
                    cover.attribute(
                        x, (3, side, side), strides=(3, stride, stride), baselines=mean, target=target
                    )[:, :1]
                ),
            }
            for side, stride in SQUARES
        ],
        "noise": {
            "noise": NOISE,
            "samples": SAMPLES,
            "mean": noisy(model, x, "smoothgrad"),
            "variance": noisy(model, x, "vargrad"),
        },
    }
    TABLE.write_text(json.dumps(table, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
