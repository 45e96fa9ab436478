"""What the tests of a network's picture share: boxes to draw, and how to read what is drawn."""

import re
from itertools import combinations, groupby, pairwise
from typing import Any

from app.network_columns import Box
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import trace
from cnn_core.models.networks import NETWORKS, residual_net

Shape = tuple[int | None, ...] | None


def box(position, kind, shape: Shape, sources=None, label=None, error=""):
    sources = ((position - 1,) if position else ()) if sources is None else sources
    return Box(position, kind, label or kind, shape, sources, ("a line",), f"layer {position}", error)


def network(architecture: Architecture) -> list[Box]:
    return [
        box(row.position, row.kind, row.output_shape, architecture.sources(row.position))
        for row in trace(architecture)
    ]


def plain(*layers: tuple[str, Shape]) -> list[Box]:
    return [box(position, kind, shape) for position, (kind, shape) in enumerate(layers)]


def points(text: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def size(layer) -> tuple[float, float, float]:
    """(tall, wide, thick) as drawn; wide is how far the back lies to the right of the front."""
    front, top = points(layer["faces"]["front"]), points(layer["faces"]["top"])
    return front[2][1] - front[1][1], top[1][0] - top[0][0], front[1][0] - front[0][0]


def reach(layer) -> tuple[float, float, float, float]:
    """left, top, right, bottom of a block."""
    xs, ys = zip(*(point for face in layer["faces"].values() for point in points(face)), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def words(drawn) -> list[tuple[float, float, float, float]]:
    """The rooms of all headings and names: left, top, right, bottom."""
    rooms = []
    for layer in drawn["layers"]:
        name = layer["name"]
        rooms.append((name["x"], name["y"], name["x"] + name["width"], name["y"] + name["height"]))
    for column in drawn["columns"]:
        half = 13 * 0.52 * len(column["text"]) / 2  # digits, the sign between them and "?" in Source Sans
        rooms.append((column["x"] - half, column["y"] - 10, column["x"] + half, column["y"] + 4))
    return rooms


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def numbers_in(drawn) -> list[tuple[float, float]]:
    """Every point of the picture."""
    found = [point for layer in drawn["layers"] for face in layer["faces"].values() for point in points(face)]
    found += [
        corner for left, top, right, bottom in words(drawn) for corner in ((left, top), (right, bottom))
    ]
    for arc in drawn["arcs"]:
        found += [arc["start"], arc["end"], (arc["start"][0], arc["lane"])]
    found += [(x, y - 7.5) for x, y, _ in filter(None, (layer["sign"] for layer in drawn["layers"]))]
    return found


def columns(drawn) -> list[list[Any]]:
    """The layers of each column: their names stand flush."""
    return [list(layers) for _, layers in groupby(drawn["layers"], key=lambda layer: layer["name"]["x"])]


def check(drawn) -> None:
    """What holds in every picture: everything is inside, words and columns do not touch, arrows have room."""
    for one, other in combinations(words(drawn), 2):
        assert not overlap(one, other), (one, other)
    assert all(-0.1 <= x <= drawn["width"] + 0.1 for x, _ in numbers_in(drawn))
    assert all(-0.1 <= y <= drawn["height"] + 0.1 for _, y in numbers_in(drawn))
    axes = [(reach(layer)[1] + reach(layer)[3]) / 2 for layer in drawn["layers"] if "side" in layer["faces"]]
    assert not axes or max(axes) - min(axes) < 0.2, "all on one axis"
    stand = columns(drawn)
    assert len(stand) == len(drawn["columns"])
    for column, following in pairwise(stand):
        ends, begins = [reach(layer)[2] for layer in column], [reach(layer)[0] for layer in following]
        assert min(begins) - max(ends) > 10
    assert all(flow["x2"] - flow["x"] > 10 for flow in drawn["flows"])


def roof(layer) -> tuple[float, float, float, float]:
    xs, ys = zip(*points(layer["faces"]["top"]), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def check_branches(boxes, drawn) -> None:
    order = {one.position: index for index, one in enumerate(boxes)}
    layers = drawn["layers"]
    wanted = {
        (source, one.position)
        for one in boxes
        for source in one.sources
        if source in order and order[source] + 1 < order[one.position]
    }
    assert sorted((arc["from"], arc["to"]) for arc in drawn["arcs"]) == sorted(wanted)
    for arc in drawn["arcs"]:
        first, last = order[arc["from"]], order[arc["to"]]
        for end, layer in ((arc["start"], layers[first]), (arc["end"], layers[last])):
            left, top, right, bottom = roof(layer)
            assert left <= end[0] <= right
            assert abs(end[1] - (top + bottom) / 2) < 0.2, "in the middle of its upper face"
        assert all(arc["lane"] < reach(layer)[1] for layer in layers[first : last + 1]), "over the blocks"
        drawn_to = [float(number) for number in re.findall(r"-?[\d.]+", arc["path"])]
        assert (drawn_to[:2], drawn_to[-1]) == (arc["start"], arc["end"][1])
    for one, other in combinations(drawn["arcs"], 2):
        if one["start"][0] < other["end"][0] and other["start"][0] < one["end"][0]:
            assert abs(one["lane"] - other["lane"]) > 10, "each in a lane of its own"


NAMED = [*NETWORKS, "residual-20"]


def architecture(name: str) -> Architecture:
    return residual_net(blocks=3) if name == "residual-20" else NETWORKS[name].architecture
