"""Hypothesis strategies: architectures of any form, with any values that code can hold."""

from hypothesis import strategies as st

from cnn_core.architecture.signatures import COMMON, KINDS, MERGING, REQUIRED, Value, signature
from cnn_core.architecture.stack import Architecture, Layer, layer, stack

NUMBERS = st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12) | st.sampled_from([0, 1, 2, 3, 1 / 255])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
PLAIN = st.none() | st.booleans() | NUMBERS | TEXTS | st.sampled_from(["relu", "same", 'a"b', "a\\d", "中"])
TUPLES = st.lists(PLAIN, max_size=3).map(tuple)
VALUES = PLAIN | TUPLES | st.tuples(TUPLES, PLAIN)
SHAPES = st.lists(st.none() | st.integers(1, 300), max_size=4).map(tuple)


@st.composite
def layers(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> Layer:
    """One layer, its required arguments and some others."""
    kind = draw(st.sampled_from(kinds))
    if kind == "Input":
        others = {name: draw(VALUES) for name in draw(_some("batch_size", "dtype", "name"))}
        return layer(kind, draw(SHAPES), **others)
    own = signature(kind)
    required = [name for name, default in own.items() if default is REQUIRED]
    others = draw(_some(*(name for name in (*own, *COMMON) if name not in required)))
    arguments: dict[str, Value] = {name: draw(VALUES) for name in (*required, *others)}
    return layer(kind, **arguments)


def _some(*names: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=2, unique=True) if names else st.just([])


@st.composite
def architectures(draw: st.DrawFn) -> Architecture:
    """A chain of layers, or a network with branches that all lead to the last layer."""
    inner = tuple(kind for kind in KINDS if kind != "Input")
    made = draw(st.lists(layers(("Input",)), max_size=1))
    made += draw(st.lists(layers(inner), min_size=1, max_size=6))
    if draw(st.booleans()):
        return stack(*made)
    return stack(*_branched(draw, made))


def _branched(draw: st.DrawFn, made: list[Layer]) -> list[Layer]:
    wired: list[Layer] = []
    unread: list[int] = []
    for position, one in enumerate(made):
        first = 0 if made[0].kind == "Input" else -1
        if one.kind == "Input":
            wired, unread = [one], [0]
            continue
        most = 3 if one.kind in MERGING else 1
        inputs = draw(st.lists(st.integers(first, position - 1), min_size=1, max_size=most))
        wired.append(Layer(one.kind, one.arguments, tuple(inputs)))
        unread = [source for source in unread if source not in inputs] + [position]
    if len(unread) > 1:
        merging = draw(layers(MERGING))
        wired.append(Layer(merging.kind, merging.arguments, tuple(draw(st.permutations(unread)))))
    return wired
