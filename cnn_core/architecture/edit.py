"""Changing a network: a layer added, taken out, moved or replaced; the other layers keep their inputs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cnn_core.architecture.signatures import MERGING
from cnn_core.architecture.stack import Architecture, Layer, stack
from cnn_core.errors import LabError


@dataclass(frozen=True)
class Repair:
    """One change that mends a stack.

    Attributes:
        action: "insert" (before the layer at `position`), "replace" or "remove".
        position: in the stack.
        layer: the new layer; None when one is removed.
    """

    action: str
    position: int
    layer: Layer | None = None


def applied(architecture: Architecture, repair: Repair) -> Architecture:
    """The network after a repair.

    >>> from cnn_core.architecture.stack import layer
    >>> mended = applied(stack(layer("Dense", 10)), Repair("insert", 0, layer("Flatten")))
    >>> [one.kind for one in mended.layers]
    ['Flatten', 'Dense']
    """
    if repair.layer is None:
        return removed(architecture, repair.position)
    change = {"insert": inserted, "replace": replaced}[repair.action]
    return change(architecture, repair.position, repair.layer)


def inserted(architecture: Architecture, position: int, one: Layer) -> Architecture:
    """The network with a layer before the one at `position`: it reads what that one read first, and feeds it.

    Raises:
        LabError: "no_such_layer" (position, layers), "too_many_layers" (maximum, received) or
            "merge_needs_branches" (kind): Add and Concatenate need more than one input.

    >>> from cnn_core.architecture.stack import layer
    >>> [one.kind for one in inserted(stack(layer("Flatten")), 1, layer("Dense", 10)).layers]
    ['Flatten', 'Dense']
    """
    _check(position, len(architecture.layers) + 1, len(architecture.layers))
    if one.kind in MERGING:
        raise LabError("merge_needs_branches", kind=one.kind)
    sources = [_shifted(architecture.sources(place), position) for place in range(len(architecture.layers))]
    source = position - 1
    if position < len(sources):
        source = sources[position][0]
        sources[position] = (position, *sources[position][1:])
    layers = list(architecture.layers)
    layers.insert(position, one)
    sources.insert(position, (source,))
    return _joined(layers, sources)


def removed(architecture: Architecture, position: int) -> Architecture:
    """The network without a layer: who read it reads what it read first. Branches that lead nowhere go too.

    Raises:
        LabError: "no_such_layer" (position, layers).

    >>> from cnn_core.architecture.stack import layer
    >>> [one.kind for one in removed(stack(layer("Flatten"), layer("Dense", 10)), 0).layers]
    ['Dense']
    """
    _check(position, len(architecture.layers), len(architecture.layers))
    instead = architecture.sources(position)[0]
    layers = [one for place, one in enumerate(architecture.layers) if place != position]
    sources = [
        tuple(
            source - (source > position)
            for source in (
                instead if source == position else source for source in architecture.sources(place)
            )
        )
        for place in range(len(architecture.layers))
        if place != position
    ]
    return _joined(*_pruned(layers, sources))


def replaced(architecture: Architecture, position: int, one: Layer) -> Architecture:
    """The network with another layer in the place of one, reading the same inputs.

    Raises:
        LabError: "no_such_layer" (position, layers).

    >>> from cnn_core.architecture.stack import layer
    >>> replaced(stack(layer("Dense", 10)), 0, layer("Dense", 5)) == stack(layer("Dense", 5))
    True
    """
    _check(position, len(architecture.layers), len(architecture.layers))
    layers = list(architecture.layers)
    layers[position] = replace(one, inputs=layers[position].inputs, span=layers[position].span)
    return stack(*layers)


def moved(architecture: Architecture, position: int, to: int) -> Architecture:
    """The network with a layer at another place.

    Raises:
        LabError: "no_such_layer" (position, layers) or "merge_needs_branches" (kind).

    >>> from cnn_core.architecture.stack import layer
    >>> kinds = moved(stack(layer("Flatten"), layer("ReLU"), layer("Dense", 10)), 1, 2)
    >>> [one.kind for one in kinds.layers]
    ['Flatten', 'Dense', 'ReLU']
    """
    _check(position, len(architecture.layers), len(architecture.layers))
    _check(to, len(architecture.layers), len(architecture.layers))
    one = architecture.layers[position]
    if one.kind in MERGING:
        raise LabError("merge_needs_branches", kind=one.kind)
    return inserted(removed(architecture, position), to, replace(one, inputs=None))


def _check(position: int, below: int, layers: int) -> None:
    if not 0 <= position < below:
        raise LabError("no_such_layer", position=position, layers=layers)


def _shifted(sources: Sequence[int], position: int) -> tuple[int, ...]:
    return tuple(source + (source >= position) for source in sources)


def _joined(layers: Sequence[Layer], sources: Sequence[tuple[int, ...]]) -> Architecture:
    return stack(*(replace(one, inputs=inputs) for one, inputs in zip(layers, sources, strict=True)))


def _pruned(
    layers: Sequence[Layer], sources: Sequence[tuple[int, ...]]
) -> tuple[list[Layer], list[tuple[int, ...]]]:
    """Only what the last layer stands on."""
    needed, open_places = set(), [len(layers) - 1] if layers else []
    while open_places:
        place = open_places.pop()
        if place >= 0 and place not in needed:
            needed.add(place)
            open_places += sources[place]
    kept = sorted(needed | ({0} if layers and layers[0].kind == "Input" else set()))
    places = {old: new for new, old in enumerate(kept)} | {-1: -1}
    return [layers[old] for old in kept], [tuple(places[source] for source in sources[old]) for old in kept]
