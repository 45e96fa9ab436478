"""What the lesson on architectures asks."""

from app import state
from app.network_arithmetic import weights_formula
from app.network_setting import PairSetting
from app.panel import Panel
from app.questions import Question
from app.text import say, show
from app.views.networks import SimpleSetting, simple_network
from cnn_core.architecture.emit import emit_layer
from cnn_core.architecture.shapes import effect
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import Row, total_macs, total_params, trace
from cnn_core.architecture.variants import without_pooling
from cnn_core.convolution import dense_weight_count
from cnn_core.errors import LabError
from cnn_core.exercises.misconceptions import wrong_receptive_fields
from cnn_core.exercises.network_misconceptions import wrong_flat_weights, wrong_layer_weights
from cnn_core.models.networks import NETWORKS

#: (network, layer) whose weights are counted; the first is where a well-known text goes wrong.
COUNTED = (
    ("lenet-5", 3), ("lenet-5", 6), ("cifar10-cnn", 3), ("vgg16", 4), ("gap-net", 5), ("cifar10-cnn", 7),
    ("lenet-5", 1), ("gap-net", 7), ("vgg16", 1), ("lenet-5", 8), ("vgg16", 7),
)  # fmt: skip
#: (network, layer) whose field is asked for: only windows up to there.
FIELDS = (
    ("lenet-5", 4), ("cifar10-cnn", 3), ("lenet-5", 3), ("cifar10-cnn", 5), ("vgg16-base", 3),
    ("vgg16-base", 6), ("gap-net", 5), ("vgg16-base", 5),
)  # fmt: skip


def layer_weights(seed: int) -> Question:
    """How many weights has this layer of a known network, biases counted?"""
    name, position = COUNTED[seed % len(COUNTED)]
    network = NETWORKS[name].architecture
    rows = trace(network)
    one, shape = network.layers[position], rows[position - 1].output_shape
    values: dict[str, object] = {
        "network": _called(name), "layer": emit_layer(one, prefix=""), "shape": show(shape),
        "formula": weights_formula(one, shape, rows[position].params),
    }  # fmt: skip
    wrong = wrong_layer_weights(network, rows, position)
    return Question("number", rows[position].params, wrong, values, about=(name, position))


def flat_size(panel: Panel) -> Question:
    """How many numbers does SimpleConvNet's Flatten hand on? Raises LabError if the network has none."""
    s: SimpleSetting = panel.setting
    network = simple_network(s)
    rows = trace(network)
    place = next(row.position for row in rows if row.kind == "Flatten")
    rows_left, columns_left, channels = (side or 0 for side in rows[place - 1].output_shape)
    side = (s.side + 2 * s.pad - s.size) // s.stride + 1
    beliefs = {
        "one-number-a-channel": channels,
        "one-side": rows_left * channels,
        "forgets-pooling": side * side * channels,
        "forgets-channels": rows_left * columns_left,
    }
    values: dict[str, object] = {"side": side, "halves": show((rows_left, columns_left)), "k": s.filters}
    return Question("number", rows[place].output_shape[0] or 0, beliefs, values, about=repr(s))


def field_of_a_layer(seed: int) -> Question:
    """What does one unit of this layer see?"""
    name, position = FIELDS[seed % len(FIELDS)]
    network = NETWORKS[name].architecture
    rows = trace(network)
    windows = _windows(network, rows, position)
    told = " → ".join(f"{window}×{window}/{stride}" for window, stride in windows)
    values: dict[str, object] = {"network": _called(name), "layer": rows[position].name, "stack": told}
    right = (rows[position].receptive_field or (0, 0))[0]
    return Question("number", right, wrong_receptive_fields(windows), values, about=(name, position))


def heaviest_layer() -> Question:
    """Which layer of VGG16 holds most of its weights?"""
    rows = {row.name: row for row in trace(NETWORKS["vgg16"].architecture)}
    share = 100 * rows["fc1"].params / total_params(list(rows.values()))
    values = {"params": rows["fc1"].params, "share": round(share)}
    wrong = {
        "deep-is-heavy": "block5_conv3",
        "large-map-is-heavy": "block1_conv2",
        "last-is-heavy": "predictions",
    }
    options = ("block1_conv2", "block5_conv3", "fc1", "predictions")
    return Question("choice", "fc1", wrong, values, options)


def more_work(panel: Panel) -> Question:
    """Which of the two networks has more weights, and is it also the one that works more?"""
    s: PairSetting = panel.setting
    first, second = trace(s.first), trace(s.second)
    weights = total_params(first) - total_params(second)
    work = (total_macs(first) or 0) - (total_macs(second) or 0)
    answer = f"{_more(weights)}-{_more(work)}"
    values = {
        "first_params": total_params(first), "second_params": total_params(second),
        "first_macs": total_macs(first) or 0, "second_macs": total_macs(second) or 0,
    }  # fmt: skip
    wrong = {"weights-are-work": f"{_more(weights)}-{_more(weights)}"}
    options = ("first-first", "first-second", "second-first", "second-second")
    if answer not in options:
        raise LabError("networks_alike")
    return Question("choice", answer, wrong, values, options)


def dense_without_pooling() -> Question:
    """The CIFAR-10 CNN without its pooling: how many weights has the dense layer after Flatten?"""
    network = NETWORKS["cifar10-cnn"].architecture
    bare = without_pooling(network)
    rows, pooled = trace(bare), trace(network)
    place = next(row.position for row in rows if row.kind == "Dense")
    height, width, channels = (side or 0 for side in rows[place - 2].output_shape)
    units = bare.layers[place]["units"]
    with_pooling = next(row.params for row in pooled if row.kind == "Dense")
    beliefs = {"pooling-has-no-weights": with_pooling} | wrong_flat_weights(height, width, channels, units)
    values = {"side": height, "channels": channels, "units": units, "pooled": with_pooling}
    return Question("number", dense_weight_count(height * width * channels, units), beliefs, values)


def _called(name: str) -> str:
    return say(state.language(), f"net.{name}")


def _more(difference: int) -> str:
    return "first" if difference > 0 else "second" if difference < 0 else "none"


def _windows(network: Architecture, rows: list[Row], position: int) -> list[tuple[int, int]]:
    """(window, stride) of the layers up to one, those that slide."""
    found = []
    for place in range(1, position + 1):
        reach = effect(network.layers[place], [rows[place - 1].output_shape]).reach
        if isinstance(reach, tuple):
            found.append((reach[0].window, reach[0].stride))
    return found
