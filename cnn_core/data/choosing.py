"""Why the score one has chosen by is too good: many equal networks, and the luckiest of them."""

from dataclasses import dataclass

import numpy as np

from cnn_core.arrays import integer, real_number


@dataclass(frozen=True)
class Chosen:
    """Shares of right answers, in percent.

    Attributes:
        validation: of each network on the images it is chosen by.
        test: of each network on images kept apart.
        best: which one is chosen: the first of those with the best validation.
    """

    validation: tuple[float, ...]
    test: tuple[float, ...]
    best: int


def choose_best(networks: int, images: int, accuracy: float, seed: int, test_images: int = 10_000) -> Chosen:
    """Some networks, all equally good, judged on two sets of images.

    Each answer is right with the same chance, so a share of n images scatters around p by the binomial's
    sqrt(p (1 - p) / n): the largest of many such shares lies above p, and says nothing about the network.

    Args:
        networks: how many are compared.
        images: in the validation set.
        accuracy: percent of all images that each would get right; more than 100 counts as 100.
        seed: of the draw.
        test_images: in the test set.

    Raises:
        LabError: "not_an_integer", "not_numbers", "too_small" (name, ...).

    >>> drawn = choose_best(20, 500, 70, seed=1)
    >>> drawn.validation[drawn.best] == max(drawn.validation)
    True
    """
    share = min(real_number(accuracy, "accuracy", 0), 100.0) / 100
    rng = np.random.default_rng(integer(seed, "seed", 0))
    count = integer(networks, "networks")
    shares = [
        100 * rng.binomial(integer(size, "images"), share, count) / size for size in (images, test_images)
    ]
    validation, test = (tuple(values.round(2).tolist()) for values in shares)
    return Chosen(validation, test, int(np.argmax(validation)))
