"""PyTorch's tutorial network beside our presets, for orientation: processor time and accuracy. Run by hand:

    CONVLAB_CIFAR10=folder python tests/bench/torch_tutorial.py [--epochs 2] [--seeds 1]

The network, optimiser and batches of https://docs.pytorch.org/tutorials/beginner/blitz/cifar10_tutorial.html:
two 5x5 convolutions of 6 and 16 kernels, each pooled, then 120, 84 and 10 units; SGD, rate 0.001, momentum
0.9, batches of 4, pixels from -1 to 1. Judged on our 5,000 validation images. Needs PyTorch, which is no
requirement.
"""

import argparse
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cnn_core.data.dataset import Split
from cnn_core.data.load import training_images, validation_images

BATCH = 4


def main() -> None:
    """Print a line for each epoch."""
    options = argparse.ArgumentParser()
    options.add_argument("--epochs", type=int, default=2)
    options.add_argument("--seeds", type=int, default=1)
    given = options.parse_args()
    learning, validation = (
        tensors(part) for part in (training_images("cifar10", 0, 45_000), validation_images("cifar10", 5000))
    )
    for seed in range(given.seeds):
        torch.manual_seed(seed)
        network = tutorial_network()
        optimizer = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9)
        began = time.process_time()
        for epoch in range(given.epochs):
            learn(network, optimizer, *learning)
            spent = time.process_time() - began
            share = judge(network, *validation)
            print(f"seed {seed}, epoch {epoch + 1}: {share:.4f}, {spent:.1f} s of processor")


def tutorial_network() -> nn.Sequential:
    """(N, 3, 32, 32) to (N, 10)."""
    return nn.Sequential(
        *(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Flatten(),
        *(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


def tensors(split: Split) -> tuple[torch.Tensor, torch.Tensor]:
    """Pixels from -1 to 1, channels first, and labels."""
    images = torch.from_numpy(split.images.transpose(0, 3, 1, 2).astype("float32"))
    return images / 127.5 - 1, torch.from_numpy(split.labels.astype("int64"))


def learn(
    network: nn.Module, optimizer: torch.optim.Optimizer, images: torch.Tensor, labels: torch.Tensor
) -> None:
    """One epoch."""
    loss_of = nn.CrossEntropyLoss()
    for chosen in torch.randperm(len(images)).split(BATCH):
        optimizer.zero_grad()
        loss_of(network(images[chosen]), labels[chosen]).backward()
        optimizer.step()


def judge(network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Share of right answers."""
    with torch.no_grad():
        return float((network(images).argmax(dim=1) == labels).float().mean())


if __name__ == "__main__":
    main()
