"""The randomisation test: a map that survives when all weights are lost says nothing of what was learnt."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import LabError
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.pointing import Summary, summary
from cnn_core.explain.probe import Array, Probe
from cnn_core.explain.sites import layers_of
from cnn_core.explain.variants import whole

if TYPE_CHECKING:
    import keras

#: Deeper networks forget several layers at a time.
MOST_STAGES: Final = 12
#: Networks that have forgotten all, each in another way.
DRAWS: Final = 3
MOST_DRAWS: Final = 20
#: Rank correlations of the maps: below, their order has less than a tenth in common (0.3 squared is 0.09) ...
SPECIFIC_BELOW: Final = 0.3
#: ... and from here on a quarter or more (0.5 squared).
SAME_FROM: Final = 0.5
VERDICTS: Final = ("specific", "unclear", "not_specific")


@dataclass(frozen=True)
class Stage:
    """Maps of a network that has forgotten its layers from the top down to here.

    Attributes:
        layers: those that were shuffled last.
        similarity: of the maps to the trained network's, rank correlation over the images.
        empty: how many of the maps show nothing.
    """

    layers: tuple[str, ...]
    similarity: Summary
    empty: int


@dataclass(frozen=True)
class Randomisation:
    """What became of the maps.

    Attributes:
        stages: from the top down, one after the other; the last has forgotten all.
        whole: all layers at once, several times, the mean of each image's similarities.
    """

    stages: tuple[Stage, ...]
    whole: Summary

    @property
    def highest(self) -> float:
        """The similarity where the maps have changed least.

        It decides: once the layer that names the classes is lost, the answer has nothing to do with the image
        any more, and a map that is about the answer should be lost as well.
        """
        return max(self.whole.mean, *(stage.similarity.mean for stage in self.stages))

    @property
    def verdict(self) -> str:
        """One of VERDICTS: "specific" to what was learnt, or "not_specific", as `verdict_on` says."""
        return verdict_on(self.highest)


def randomisation(
    probe: Probe,
    images: ArrayLike,
    method: str = "grad-cam",
    classes: ArrayLike | None = None,
    layer: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    output: int = 0,
) -> Randomisation:
    """Let the network forget what it has learnt, layer by layer from its output on, and compare the maps.

    A layer forgets when the numbers of each of its weights are shuffled: what they say is gone, how large
    they are stays, so that no later layer is fed with values it has never seen the size of. Maps are compared
    by the order of their cells and without signs: one that only changes its signs marks the same places.
    Afterwards the network is what it was, bit by bit.
    Source: Adebayo et al., https://arxiv.org/abs/1810.03292, section 3.1; they draw new weights instead of
    shuffling, and name no limits.

    Args:
        probe: the network; nobody else may use it meanwhile.
        images: (N, H, W, C), as it takes them.
        method: one of METHODS.
        classes: one for all, one for each, or None: those that the trained network predicts.
        layer: whose maps are read, as for `heatmap`.
        draws: networks that have forgotten all, 1 to MOST_DRAWS.
        seed: of the shuffling.
        output: which of the network's outputs.

    Raises:
        LabError: "nothing_to_forget" () for a network without weights; "not_an_integer", "too_small" or
            "too_many" (name, ...); those of `heatmap`.
    """
    draws = whole(draws, "draws", 1, MOST_DRAWS)
    random = np.random.default_rng(whole(seed, "seed", 0, 2**32 - 1))
    trained = heatmap(probe, images, method, classes, layer, output)
    parts = _parts(probe.model)
    if not parts:
        raise LabError("nothing_to_forget")

    def compared() -> tuple[NDArray[np.float64], int]:
        now = heatmap(probe, images, method, trained.classes, layer, output)
        return similarity(np.abs(trained.raw), np.abs(now.raw)), int(now.empty.sum())

    stages, together = [], []
    with restored(probe.model):
        for part in parts:
            for _, one in part:
                shuffle(one, random)
            same, empty = compared()
            stages.append(Stage(tuple(name for name, _ in part), summary(same), empty))
        for _ in range(draws):
            for _, one in _forgetful(probe.model):
                shuffle(one, random)
            together.append(compared()[0])
    return Randomisation(tuple(stages), summary(np.mean(together, axis=0)))


def verdict_on(similarity: float) -> str:
    """What a similarity of maps says of the method, one of VERDICTS.

    >>> verdict_on(0.1), verdict_on(0.4), verdict_on(0.9)
    ('specific', 'unclear', 'not_specific')
    """
    return VERDICTS[int(similarity >= SPECIFIC_BELOW) + int(similarity >= SAME_FROM)]


def similarity(first: Array, second: Array) -> NDArray[np.float64]:
    """Spearman's rank correlation of maps, (N, H, W) each: (N,), 1 for the same order of cells, 0 for none.

    The correlation of the ranks, equal values sharing the mean of theirs; 0 where a map is the same
    everywhere, which puts nothing in order.
    Source: https://en.wikipedia.org/wiki/Spearman%27s_rank_correlation_coefficient

    >>> similarity(np.float32([[[1, 2, 3]]]), np.float32([[[10, 20, 90]]])).tolist()
    [1.0]
    """
    one, other = (np.array([ranks(heat) for heat in maps]) for maps in (first, second))
    one, other = (given - given.mean(axis=1, keepdims=True) for given in (one, other))
    spread = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    both: NDArray[np.float64] = (one * other).sum(axis=1)
    return np.where(spread > 0, both / np.where(spread > 0, spread, 1), 0)


def ranks(values: ArrayLike) -> NDArray[np.float64]:
    """The place of each value in their order, from 1; equal values share the mean of their places.

    >>> ranks([3, 1, 3]).tolist()
    [2.5, 1.0, 2.5]
    """
    _, which, counts = np.unique(np.ravel(values), return_inverse=True, return_counts=True)
    places: NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2
    return places[which]


@contextmanager
def restored(model: "keras.Model") -> Iterator[None]:
    """Whatever happens to the model's numbers inside, afterwards they are as before, averages too."""
    before = [np.asarray(one).copy() for one in model.variables]
    try:
        yield
    finally:
        for one, value in zip(model.variables, before, strict=True):
            one.assign(value)


def shuffle(layer: Any, random: np.random.Generator) -> None:
    """Put the numbers of each of a layer's weights into another order."""
    layer.set_weights([random.permutation(one.ravel()).reshape(one.shape) for one in layer.get_weights()])


def _forgetful(model: "keras.Model") -> list[tuple[str, Any]]:
    """The layers with weights, from the output down, with their paths."""
    return [(name, one) for name, one in layers_of(model) if one.weights][::-1]


def _parts(model: "keras.Model") -> list[Sequence[tuple[str, Any]]]:
    every = _forgetful(model)
    count = min(len(every), MOST_STAGES)
    edges = [len(every) * at // count for at in range(count + 1)] if count else []
    return [every[start:end] for start, end in pairwise(edges)]
