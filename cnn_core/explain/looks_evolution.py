"""What the lesson on training asks of a network's epochs: all its pictures' numbers in one look."""

from collections.abc import Sequence
from typing import Final

from numpy.typing import ArrayLike

from cnn_core.arrays import one_of
from cnn_core.errors import LabError
from cnn_core.explain.evolution import Evolution, evolution
from cnn_core.explain.networks import Reference, opened
from cnn_core.explain.probe import Probe

#: Which of the convolutions shows its maps.
DEPTHS: Final = ("first", "middle", "last")


def followed(references: Sequence[Reference], image: ArrayLike, depth: str = "first") -> Evolution:
    """Kernels, maps of one layer, Grad-CAM and answers for one image, (H, W, C), after several epochs.

    Raises:
        LabError: "unknown_choice" (name, received, choices), "no_convolution" (); those of `evolution`.
    """
    one_of(depth, "depth", DEPTHS)
    missing: LabError | None = None
    for reference in reversed(references):
        try:
            with opened(reference) as probe:
                layer = layer_at(probe, depth)
            return evolution(references, image, layer)
        except LabError as error:
            if error.key != "no_weights":
                raise
            missing = error  # thinned out since the page was drawn
    raise missing or LabError("too_small", name="epochs", minimum=1, received=0)


def layer_at(probe: Probe, depth: str) -> str:
    """The first, middle or last convolution whose maps have rows and columns.

    Raises:
        LabError: "no_convolution" ().
    """
    names = [site.name for site in probe.sites if site.convolution and site.spatial]
    if not names:
        raise LabError("no_convolution")
    return names[{"first": 0, "middle": len(names) // 2, "last": -1}[depth]]
