"""A network as a lab's setting: which one, which layer is looked at, and how that is written into a link."""

import ast
from dataclasses import dataclass
from functools import cache

from app.code_link import read_code, write_code
from app.link import Codec, choice, whole
from cnn_core.architecture.emit import emit, emit_layer
from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import MAX_LAYERS, Architecture
from cnn_core.models.networks import NETWORKS

WAYS = ("max", "average", "strided", "none")
GOALS = ("ten", "slim", "wide", "deep")


@dataclass(frozen=True)
class NetSetting:
    """One network on the workbench; `at` is the layer in the inspector, `goal` the task chosen."""

    network: Architecture
    at: int = 1
    goal: str = "ten"


@dataclass(frozen=True)
class PairSetting:
    """Two networks side by side."""

    first: Architecture
    second: Architecture


@dataclass(frozen=True)
class ShrinkSetting:
    """A network and the way in which its maps shrink."""

    network: Architecture
    way: str = "none"


@dataclass(frozen=True)
class FieldSetting:
    """One unit of one layer, whose view of the image is drawn; row and column from 1, 0 for the middle."""

    network: Architecture
    at: int = 4
    row: int = 0
    column: int = 0


def networks(name: str) -> Codec:
    """A network: a known one's name, or its layers in one line of code, `Flatten();Dense(10)`."""
    return Codec(name, write_network, read_network)


def write_network(network: Architecture) -> str:
    """Write a network for a link; long code is packed, and "" stands for what is too long for one.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> write_network(NETWORKS["lenet-5"].architecture)
    'lenet-5'
    >>> write_network(stack(layer("Flatten"), layer("Dense", 10)))
    'Flatten();Dense(10)'
    """
    if known := known_name(network):
        return known
    lines = _bare_lines(network) if network.is_sequential else _assignments(network)
    written = ";".join(lines).replace("keras.Input(shape=", "Input(")
    short = written.replace(", ", ",")  # unless a name holds a comma
    return write_code(short if parse(short) == network else written)


def read_network(text: str) -> Architecture:
    """Read a network from a link.

    Raises:
        ValueError: (LabError is one) if it is neither a known name nor code that can be read.

    >>> read_network("Flatten();Dense(10)").layers[1].kind
    'Dense'
    """
    return NETWORKS[text].architecture if text in NETWORKS else parse(read_code(text))


def known_name(network: Architecture) -> str:
    """The id of a network of ours, or "".

    >>> known_name(NETWORKS["vgg16"].architecture)
    'vgg16'
    """
    return _names().get(network, "")


@cache
def _names() -> dict[Architecture, str]:
    return {network.architecture: name for name, network in NETWORKS.items()}


def _bare_lines(network: Architecture) -> list[str]:
    return [ast.unparse(ast.parse(emit_layer(one, prefix=""))) for one in network.layers]


def _assignments(network: Architecture) -> list[str]:
    statements = ast.parse(emit(network, prefix="")).body
    return [ast.unparse(node) for node in statements if isinstance(node, ast.Assign)]


NET_CODECS: dict[str, Codec] = {
    "network": networks("net"),
    "at": whole("layer", 0, MAX_LAYERS),
    "goal": choice("goal", GOALS),
}
PAIR_CODECS: dict[str, Codec] = {"first": networks("net"), "second": networks("with")}
SHRINK_CODECS: dict[str, Codec] = {"network": networks("net"), "way": choice("way", WAYS)}
FIELD_CODECS: dict[str, Codec] = {
    "network": networks("net"),
    "at": whole("layer", 0, MAX_LAYERS),
    "row": whole("row", 0, 512),
    "column": whole("col", 0, 512),
}
