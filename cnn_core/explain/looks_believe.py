"""Heatmap methods put to the test, as the lesson on heatmaps shows it: one look a picture or row."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cnn_core.explain.deletion import deletion
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.probe import Array, Probe
from cnn_core.explain.randomisation import randomisation, restored, shuffle
from cnn_core.explain.sites import layers_of

#: Stages of forgetting that are shown.
MOST_STAGES: Final = 5


@dataclass(frozen=True, eq=False)
class Forgot:
    """The heatmap once layers, from the answer down to these, have forgotten what they learnt.

    Attributes:
        layers: those that forgot last; none for the trained network.
        heat: (H, W) in [0, 1].
        empty: whether it shows nothing.
    """

    layers: tuple[str, ...]
    heat: Array
    empty: bool


@dataclass(frozen=True, eq=False)
class Trial:
    """One method put to the test on some images.

    Attributes:
        method: one of METHODS.
        highest: rank correlation of the maps where forgetting changed them least.
        verdict: of the randomisation test, one of VERDICTS.
        heats: (N, H, W), of the predicted classes.
        insertion: mean area under the insertion curves.
        by_chance: the same with the pixels in a random order.
    """

    method: str
    highest: float
    verdict: str
    heats: Array
    insertion: float
    by_chance: float


def forgetting(probe: Probe, image: ArrayLike, label: int, method: str, seed: int = 0) -> tuple[Forgot, ...]:
    """The heatmap of the trained network, and while its layers forget, from the answer down.

    A layer forgets as in `randomisation`: the numbers of its weights are shuffled. Afterwards the network is
    what it was.

    Raises:
        LabError: those of `heatmap`.
    """
    given, random = np.asarray(image)[None], np.random.default_rng(seed)

    def now(names: tuple[str, ...]) -> Forgot:
        found = heatmap(probe, given, method, label)
        return Forgot(names, found.values[0], bool(found.empty[0]))

    learned = [(name, one) for name, one in layers_of(probe.model) if one.weights][::-1]
    found = [now(())]
    with restored(probe.model):
        for part in np.array_split(np.arange(len(learned)), min(len(learned), MOST_STAGES)):
            for place in part:
                shuffle(learned[place][1], random)
            found.append(now(tuple(learned[place][0] for place in part)))
    return tuple(found)


def trial(probe: Probe, images: ArrayLike, method: str) -> Trial:
    """Randomisation and insertion of one method, on the classes that the network predicts.

    The randomisation test runs on the first half of the images, and forgets all only once.

    Raises:
        LabError: those of `randomisation` and `deletion`.
    """
    given = probe.images(images)
    found = heatmap(probe, given, method)
    half = slice((len(given) + 1) // 2)  # the costly test is made on half of the images
    lost = randomisation(probe, given[half], method, found.classes[half], draws=1)
    curves = [
        deletion(probe, given, maps, "insertion", found.classes).areas.mean() for maps in (found.values, None)
    ]
    return Trial(method, lost.highest, lost.verdict, found.values, float(curves[0]), float(curves[1]))
