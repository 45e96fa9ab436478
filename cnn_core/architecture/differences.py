"""What one network has that another has not, layer by layer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from cnn_core.architecture.stack import Architecture, Layer


@dataclass(frozen=True)
class Change:
    """Layers in the place of others, in order; `times` they changed so. Either side may be empty."""

    old: tuple[Layer, ...]
    new: tuple[Layer, ...]
    times: int = 1


def differences(before: Architecture, after: Architecture) -> tuple[Change, ...]:
    """What was changed to come from one network to another; equal changes are counted, not repeated.

    Names of layers and the way branches are wired take no part.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> pool, average = layer("MaxPooling2D", 2), layer("AveragePooling2D", 2)
    >>> found = differences(stack(pool, layer("ReLU"), pool), stack(average, layer("ReLU"), average))
    >>> [(change.old[0].kind, change.new[0].kind, change.times) for change in found]
    [('MaxPooling2D', 'AveragePooling2D', 2)]
    """
    one, other = _bare(before), _bare(after)
    found = Counter(
        (one[start:stop], other[new_start:new_stop])
        for start, stop, new_start, new_stop in _apart(one, other)
    )
    return tuple(Change(old, new, times) for (old, new), times in found.items())


def _apart(one: Sequence[Layer], other: Sequence[Layer]) -> Iterator[tuple[int, int, int, int]]:
    """Where two networks differ; within each such place, layers of one kind stand for each other."""
    for kind, start, stop, new_start, new_stop in SequenceMatcher(None, one, other, False).get_opcodes():
        if kind == "equal":
            continue
        kinds, new_kinds = (
            [layer.kind for layer in part] for part in (one[start:stop], other[new_start:new_stop])
        )
        for same, first, last, new_first, new_last in SequenceMatcher(
            None, kinds, new_kinds, False
        ).get_opcodes():
            if same == "equal":
                for step in range(last - first):
                    old, new = start + first + step, new_start + new_first + step
                    yield old, old + 1, new, new + 1
            else:
                yield start + first, start + last, new_start + new_first, new_start + new_last


def _bare(network: Architecture) -> tuple[Layer, ...]:
    unnamed = (one.changed(name=None) if one["name"] else one for one in network.layers)
    return tuple(replace(one, inputs=None, span=None) for one in unnamed)
