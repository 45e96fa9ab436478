"""Who reads a layer, and putting layers behind one: what changes to a network's inner order stand on."""

from dataclasses import replace

from cnn_core.architecture.stack import Architecture, Layer, stack


def readers(architecture: Architecture, position: int) -> tuple[int, ...]:
    """Positions of the layers that read a layer's output.

    >>> from cnn_core.architecture.stack import layer
    >>> readers(stack(layer("Flatten"), layer("ReLU"), layer("Add", inputs=(0, 1))), 0)
    (1, 2)
    """
    places = range(len(architecture.layers))
    return tuple(place for place in places if position in architecture.sources(place))


def is_chain(architecture: Architecture, start: int) -> bool:
    """Whether each layer behind one reads the one before it and nothing else, and nobody else reads that.

    >>> from cnn_core.architecture.stack import layer
    >>> branched = stack(layer("Flatten"), layer("ReLU"), layer("Add", inputs=(0, 1)), layer("Dense", 10))
    >>> is_chain(branched, 0), is_chain(branched, 2)
    (False, True)
    """
    behind = range(start + 1, len(architecture.layers))
    return all(
        architecture.sources(place) == (place - 1,) and readers(architecture, place - 1) == (place,)
        for place in behind
    )


def followed(architecture: Architecture, position: int, *new: Layer) -> Architecture:
    """The network with layers behind one; whoever read that one reads the last of them.

    >>> from cnn_core.architecture.stack import layer
    >>> branched = stack(layer("Flatten"), layer("ReLU"), layer("Add", inputs=(0, 1)))
    >>> longer = followed(branched, 0, layer("Dropout", 0.5))
    >>> [one.kind for one in longer.layers], longer.sources(3)
    (['Flatten', 'Dropout', 'ReLU', 'Add'], (1, 2))
    """
    added = len(new)
    layers = [
        replace(
            one,
            inputs=tuple(
                source + added if source >= position else source for source in architecture.sources(place)
            )
            if place > position
            else architecture.sources(place),
        )
        for place, one in enumerate(architecture.layers)
    ]
    chain = [replace(one, inputs=(position + number,)) for number, one in enumerate(new)]
    return stack(*layers[: position + 1], *chain, *layers[position + 1 :])
