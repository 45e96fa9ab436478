"""Why a layer cannot work: which layer is to blame, under which name the mistake is known, and one repair.

The layer to blame is the one to change. That is not always the one that fails.
"""

from collections.abc import Callable, Sequence
from math import gcd, isqrt
from typing import TYPE_CHECKING

from cnn_core.architecture.checks import Shape
from cnn_core.architecture.edit import Repair
from cnn_core.architecture.remedies import argument_repair, as_whole
from cnn_core.architecture.scene import ON_MAPS, POOLING, Cause, Scene, kept_since
from cnn_core.architecture.shapes import effect
from cnn_core.architecture.stack import Architecture, Layer, layer
from cnn_core.errors import LabError

if TYPE_CHECKING:
    from cnn_core.architecture.trace import Row


def explained(architecture: Architecture, rows: "Sequence[Row]", position: int, error: LabError) -> LabError:
    """The error of a layer with its cause.

    Args:
        architecture: the stack.
        rows: of the layers before the one that fails.
        position: of the layer that fails.
        error: what its rule said.

    Returns:
        An error with these values beside the rule's own: `layer` (position of the layer that fails), `kind`,
        `culprit` (position of the layer to blame), `refused` (the rule's own key), `met` (the shape the layer
        met), `shape` (the one it is about) and `repair` (a `Repair` or None). Its key is the rule's own, or
        where the cause is known by name: "batch_in_shape", "no_channel_axis", "vector_input" or "map_is_gone"
        (culprit_kind) for "needs_a_map"; "filters_as_pair" or "padding_by_position" for "not_an_integer"
        (received); "flatten_unknown" or "channels_unsaid" (input_shape) for "channels_unknown";
        "channels_first_input" (input_shape, turned) for "window_does_not_fit"; "merge_needs_branches" for
        "several_inputs".
    """
    one = architecture.layers[position]
    scene = Scene(architecture, rows, position, error)
    why = _CAUSES.get(error.key, _by_argument)(scene)
    met = {"shape": scene.shape} if scene.shape else {}
    told = {"layer": position, "kind": one.kind, "refused": error.key, "met": scene.shape}
    why.error.values = (
        met | error.values | why.error.values | told | {"culprit": why.culprit, "repair": why.repair}
    )
    return why.error


def _by_argument(scene: Scene) -> Cause:
    return Cause(scene.error, scene.position, argument_repair(scene.one, scene.position, scene.error))


def _no_map(scene: Scene) -> Cause:
    """A layer that needs rows, columns and channels was given something else: who took them away?"""
    for at in kept_since(scene.architecture, scene.source):
        target = scene.architecture.layers[at]["target_shape"] if _is_reshape(scene, at) else ()
        if isinstance(target, tuple) and len(target) == 2:
            return scene.blame(LabError("no_channel_axis", shape=target), at, target_shape=(*target, 1))
    place = scene.source
    while place > 0 and len(scene.shape_after(scene.architecture.sources(place)[0])) != 3:
        place = scene.architecture.sources(place)[0]
    if place > 0:
        return _map_gone(scene, place)
    first = scene.architecture.layers[0]
    written = first.kind == "Input"
    shape = scene.rows[0].output_shape if written and scene.rows else scene.error.values["shape"]
    if len(shape) == 4 and written:
        return scene.blame(LabError("batch_in_shape", shape=shape), 0, shape=shape[1:])
    if len(shape) == 2 and written:
        return scene.blame(LabError("no_channel_axis", shape=shape), 0, shape=(*shape, 1))
    error = LabError("vector_input", shape=shape) if len(shape) == 1 else scene.error
    picture = _picture_of(shape)
    repair = Repair("insert", scene.position, layer("Reshape", picture)) if picture else None
    return Cause(error, scene.position, repair)


def _is_reshape(scene: Scene, at: int) -> bool:
    return at >= 0 and scene.architecture.layers[at].kind == "Reshape"


def _map_gone(scene: Scene, place: int) -> Cause:
    by = scene.architecture.layers[place].kind
    error = LabError("map_is_gone", culprit_kind=by)
    if by in POOLING and scene.one.kind in POOLING:  # pooled once already
        return Cause(error, scene.position, Repair("remove", scene.position))
    near = place in kept_since(scene.architecture, scene.source)
    if by in ("Flatten", *POOLING) and near:
        return Cause(error, place, Repair("remove", place))
    return Cause(error, place)


def _picture_of(shape: Shape) -> tuple[int, int, int] | None:
    """The square picture, grey or in colour, that has as many numbers as a vector."""
    if len(shape) == 2 and None not in shape:
        return int(shape[0] or 0), int(shape[1] or 0), 1
    size = shape[0] if len(shape) == 1 else None
    for channels in (1, 3):
        if size and size % channels == 0 and isqrt(size // channels) ** 2 == size // channels:
            return isqrt(size // channels), isqrt(size // channels), channels
    return None


def _window_too_large(scene: Scene) -> Cause:
    one, first = scene.one, scene.architecture.layers[0]
    if first.kind == "Input" and turned(scene.architecture) and scene.rows:
        shape = first["shape"]
        error = LabError("channels_first_input", input_shape=shape, turned=(*shape[1:], shape[0]))
        return scene.blame(error, 0, shape=(*shape[1:], shape[0]))
    if one.kind not in POOLING:
        return scene.blame(scene.error, padding="same")
    sides = scene.shape[1:] if one["data_format"] == "channels_first" else scene.shape[:2]
    sizes = one["pool_size"] if isinstance(one["pool_size"], tuple) else (one["pool_size"],) * 2
    window = tuple(min(side or width, width) for side, width in zip(sides, sizes, strict=True))
    if max(window) == 1:
        return Cause(scene.error, scene.position, Repair("remove", scene.position))
    return scene.blame(scene.error, pool_size=window, strides=None)


def turned(architecture: Architecture) -> bool:
    """Whether the input has its channels first, (3, 32, 32), in a network that looks for them last."""
    layers = architecture.layers
    shape = layers[0]["shape"] if layers and layers[0].kind == "Input" else ()
    like = isinstance(shape, tuple) and len(shape) == 3 and shape[0] in (1, 3) and shape[2] not in (1, 3)
    said = any(dict(one.arguments).get("data_format") == "channels_first" for one in layers)
    return like and not said and any(one.kind in ON_MAPS for one in layers)


def _no_input(scene: Scene) -> Cause:
    """The one written further down, or a common size of picture."""
    layers = scene.architecture.layers
    later = next((one for one in layers if one.kind == "Input"), None)
    pictures = any(one.kind in ON_MAPS or one.kind == "Flatten" for one in layers)
    first = any(dict(one.arguments).get("data_format") == "channels_first" for one in layers)
    picture = (3, 32, 32) if first else (32, 32, 3)
    made = later or layer("Input", picture if pictures else (784,))
    return Cause(scene.error, scene.position, Repair("insert", 0, Layer("Input", made.arguments)))


def _taken_out(scene: Scene) -> Cause:
    return Cause(scene.error, scene.position, Repair("remove", scene.position))


def _unknown_channels(scene: Scene) -> Cause:
    """A Flatten of a map of any size, or an image with any number of channels."""
    layers, sources = scene.architecture.layers, scene.architecture.sources
    for at in kept_since(scene.architecture, scene.source):
        if at >= 0 and layers[at].kind == "Flatten" and scene.shape_after(sources(at)[0])[-1:] != (None,):
            pool = Repair("replace", at, layer("GlobalAveragePooling2D"))
            return Cause(LabError("flatten_unknown"), at, pool)
    shape = layers[0]["shape"] if layers[0].kind == "Input" else ()
    if isinstance(shape, tuple) and len(shape) == 3 and shape[-1] is None:
        return scene.blame(LabError("channels_unsaid", input_shape=shape), 0, shape=(*shape[:-1], 3))
    return Cause(scene.error, scene.position)


def _not_whole(scene: Scene) -> Cause:
    one, name, received = scene.one, scene.error.values["name"], scene.error.values["received"]
    if name == "filters" and isinstance(received, tuple) and len(received) == 2:
        count = one["kernel_size"] if isinstance(one["kernel_size"], tuple) else ()
        filters = count[0] if len(set(count)) == 1 and (as_whole(count[0]) or 0) > 7 else 32
        error = LabError("filters_as_pair", name=name, received=received)
        return scene.blame(error, filters=filters, kernel_size=received)
    if name == "strides" and str(received).lower() in ("same", "valid"):
        error = LabError("padding_by_position", name=name, received=received)
        return scene.blame(error, strides=1, padding=str(received).lower())
    return _by_argument(scene)


def _groups(scene: Scene) -> Cause:
    received = scene.error.values
    return scene.blame(
        scene.error, groups=gcd(gcd(received["channels"], received["filters"]), received["groups"])
    )


def _changed(**arguments: object) -> Callable[[Scene], Cause]:
    return lambda scene: scene.blame(scene.error, **arguments)


def _sizes_differ(scene: Scene) -> Cause:
    target, size = scene.error.values["target"], scene.error.values["size"]
    rest = 1
    for entry in target[:-1]:
        rest *= max(entry or 1, 1)
    if not target or size % rest:
        return Cause(scene.error, scene.position)
    return scene.blame(scene.error, target_shape=(*target[:-1], size // rest))


def _shapes_differ(scene: Scene) -> Cause:
    """Branches of different shapes: a convolution that ends one is made to fit another."""
    first, *others = scene.architecture.sources(scene.position)
    for end, other in [
        *((end, first) for end in reversed(others)),
        *((first, end) for end in reversed(others)),
    ]:
        goal = scene.shape_after(other)
        for at in kept_since(scene.architecture, end):
            if _readers(scene, at) != 1:
                break  # what others read too is not changed for this one's sake
            repair = _fitted(scene, at, goal)
            if repair:
                return Cause(scene.error, at, repair)
    return Cause(scene.error, scene.position)


def _readers(scene: Scene, at: int) -> int:
    architecture = scene.architecture
    return sum(at in architecture.sources(position) for position in range(len(architecture.layers)))


def _fitted(scene: Scene, at: int, goal: Shape) -> Repair | None:
    """The convolution at a position with the filters and padding that give a shape, if it can be had so."""
    if at < 0 or scene.architecture.layers[at].kind not in ("Conv2D", "SeparableConv2D") or len(goal) != 3:
        return None
    one, shape = scene.architecture.layers[at], scene.shape_after(scene.architecture.sources(at)[0])
    filters = goal[0] if one["data_format"] == "channels_first" else goal[2]
    if scene.one.kind == "Concatenate":
        filters = one["filters"]
    for padding in (one["padding"], "same"):
        new = one.changed(filters=filters, padding=padding)
        try:
            shapes = [goal, effect(new, [shape]).shape]
            if new != one and effect(scene.one, shapes).shape[:2] == goal[:2]:
                return Repair("replace", at, new)
        except LabError:
            continue
    return None


def _one_branch(scene: Scene) -> Cause:
    """Nothing to add to: the layer does nothing."""
    error = LabError("merge_needs_branches", kind=scene.one.kind)
    return Cause(error, scene.position, Repair("remove", scene.position))


def _name_twice(scene: Scene) -> Cause:
    """The layer to blame has the name by hand; Keras may have made the other one itself."""
    layers, name = scene.architecture.layers, scene.error.values["received"]
    by_hand = [at for at, one in enumerate(layers[: scene.position + 1]) if one["name"] == name]
    return scene.blame(scene.error, by_hand[-1], name=None)


_CAUSES: dict[str, Callable[[Scene], Cause]] = {
    "needs_a_map": _no_map,
    "window_does_not_fit": _window_too_large,
    "no_input_shape": _no_input,
    "input_not_first": _taken_out,
    "channels_unknown": _unknown_channels,
    "not_an_integer": _not_whole,
    "groups_do_not_divide": _groups,
    "stride_with_dilation": _changed(dilation_rate=1),
    "sizes_differ": _sizes_differ,
    "shapes_differ": _shapes_differ,
    "name_twice": _name_twice,
    "several_inputs": _one_branch,
}
