"""The picture of a network as coordinates: blocks, words, branches. Nothing is drawn here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from app.network_columns import LINE, MARGIN, Box, Column, Placed, columns, family, shape_text, short
from app.network_shapes import Block, Point, Scale, measures

__all__ = ["Box", "scene"]

_LANE: Final = 15.0  # between two branches, one above the other
_NODE: Final = 7.5  # radius of a sign; picture.js has the same
_RUNG: Final = 2.4  # least room of a unit, or channel, that is drawn by itself


def scene(boxes: Sequence[Box]) -> dict[str, Any]:
    """Everything that is to be drawn, in pixels, ready for JSON.

    Returns:
        `width`, `height`; `linear`: whether sides are drawn in proportion; `maps`, `bars`: whether there are
        any; `columns` (headings, and lines down to them), `layers` (faces, name, details), `flows` (arrows
        along the axis) and `arcs` (branches over the blocks). Points are written as in SVG: "x,y x,y".

    >>> drawn = scene([Box(0, "Input", "Input", (32, 32, 3), (), (), "Input, 32 by 32 by 3")])
    >>> drawn["columns"][0]["text"], drawn["layers"][0]["family"], drawn["arcs"]
    ('32×32×3', 'input', [])
    """
    shapes = [box.shape for box in boxes if box.shape is not None]
    scale = Scale.of(shapes)
    placed = columns(boxes, scale)
    blocks = {one.box.position: one.block for column in placed for one in column.layers}
    branches = _branches(boxes, blocks)
    reach = max((block.reach for block in blocks.values()), default=0.0)
    signs = [-blocks[box.position].reach - 2 * _NODE - 4 for box in boxes if _has_sign(box)]
    axis = MARGIN - min([-reach, *signs, *(lane for _, _, lane in branches)])
    below = axis + reach + 14
    ends = [max(column.middle + column.words_width / 2, _back(column)) for column in placed]
    lines = max((len(column.layers) for column in placed), default=0)
    return {
        "width": round(max(ends, default=0.0) + MARGIN, 1),
        "height": round(below + (lines + 1) * LINE + MARGIN, 1),
        "linear": scale.linear,
        "maps": any(len(shape) > 1 for shape in shapes),
        "bars": any(len(shape) <= 1 for shape in shapes),
        "columns": [_heading(column, axis, below) for column in placed],
        "layers": [
            _layer(one, column, axis) | {"name": _name(one, column, below + (line + 1) * LINE)}
            for column in placed
            for line, one in enumerate(column.layers)
        ],
        "flows": _flows(placed, axis),
        "arcs": [_arc(source, goal, lane, axis, blocks) for source, goal, lane in branches],
    }


def _back(column: Column) -> float:
    """The right end of a column's last block, seen from the front."""
    return column.right + column.layers[-1].block.across / 2


def _heading(column: Column, axis: float, below: float) -> dict[str, Any]:
    return {
        "text": column.heading,
        "look": column.layers[0].look,
        "x": round(column.middle, 1),
        "y": round(below + LINE * 0.7, 1),
        "leader": [round(column.middle, 1), round(axis + column.reach + 4, 1), round(below, 1)],
    }


def _name(one: Placed, column: Column, top: float) -> dict[str, Any]:
    left = round(column.middle - column.names_width / 2, 1)
    room = {"x": left, "y": round(top, 1), "width": round(column.names_width, 1), "height": LINE}
    return room | {"text": short(one.box.label)}


def _layer(one: Placed, column: Column, axis: float) -> dict[str, Any]:
    box, block, last = one.box, one.block.at(axis), column.layers[-1].block.at(axis)
    faces = {"top": block.top(), "front": block.front()}
    if one is column.face:
        faces["side"] = last.side()
    elif one.look != "thin":
        faces["side"] = block.side()
    known = box.shape is not None and not box.error
    return {
        "position": box.position,
        "family": family(box),
        "look": one.look,
        "open": box.shape is not None and None in box.shape,
        "faces": {name: _points(corners) for name, corners in faces.items()},
        "bands": _bands(one, block),
        "canvas": _canvas(one, last) if one is column.face else None,
        "rungs": _rungs(one, block),
        "sign": _sign(box, block),
        "title": f"{box.label} · {shape_text(box.shape)}" if known else box.label,
        "lines": list(box.lines),
        "say": box.say,
        "error": box.error,
    }


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _bands(one: Placed, block: Block) -> list[dict[str, str]]:
    """A colour picture's three channels, one behind the other."""
    shape = one.box.shape or ()
    if family(one.box) != "input" or one.look != "block" or shape[2:] != (3,):
        return []
    third = block.thick / 3
    thirds = [replace(block, thick=third, left=block.left + n * third) for n in range(3)]
    return [{"front": _points(band.front()), "top": _points(band.top())} for band in thirds]


def _canvas(one: Placed, block: Block) -> dict[str, Any] | None:
    """Where the input's picture is painted: the right face, as an SVG matrix of the unit square."""
    if family(one.box) != "input" or one.look != "block":
        return None
    (_, right, _, _), (upper, _) = block.corners
    up = upper - block.side()[1][1]
    matrix = [round(number, 2) for number in (block.across, -up, 0.0, block.tall, right, upper)]
    return {"matrix": matrix, "coloured": (one.box.shape or ())[2:] == (3,)}


def _rungs(one: Placed, block: Block) -> list[str]:
    """Lines that tell the units of a short vector apart, or a map's channels, if they are few."""
    parts = measures(one.box.shape)[-1] if one.look in ("bar", "block") and one.box.shape else None
    room = block.tall if one.look == "bar" else block.thick
    if parts is None or not 1 < parts <= room / _RUNG or family(one.box) == "input":
        return []
    (left, right, _, back), (upper, lower) = block.corners
    up, across = upper - block.side()[1][1], block.across
    if one.look == "bar":
        heights = [upper + block.tall * n / parts for n in range(1, parts)]
        return [_points([(left, y), (right, y), (back, y - up)]) for y in heights]
    places = [left + block.thick * n / parts for n in range(1, parts)]
    return [_points([(x, lower), (x, upper), (x + across, upper - up)]) for x in places]


def _has_sign(box: Box) -> bool:
    return family(box) == "merge" and box.shape is not None and not box.error


def _sign(box: Box, block: Block) -> list[Any] | None:
    """Where a merging layer's sign is, above it, and of what kind: x, y, kind."""
    if not _has_sign(box):
        return None
    return [round(_landing(block), 1), round(block.axis - block.reach - _NODE - 3, 1), box.kind]


def _flows(placed: Sequence[Column], axis: float) -> list[dict[str, Any]]:
    """Arrows along the axis between columns that read each other: from x to x2."""
    flows = []
    for column, following in pairwise(placed):
        last, first = column.layers[-1], following.layers[0]
        if last.box.position in first.box.sources:
            x, x2 = column.right + last.block.across / 2, following.left - first.block.across / 2
            flows.append({"x": round(x, 1), "x2": round(x2, 1), "y": round(axis, 1)})
    return flows


def _branches(boxes: Sequence[Box], blocks: dict[int, Block]) -> list[tuple[int, int, float]]:
    """(source, goal, height of its lane) of every layer that reads another than the one before it.

    A lane runs above every block it passes, and above the shorter branches that it crosses.
    """
    order = {box.position: index for index, box in enumerate(boxes)}
    wanted = [
        (source, box.position)
        for box in boxes
        for source in dict.fromkeys(box.sources)
        if source in order and order[box.position] - order[source] > 1
    ]
    lanes: list[tuple[int, int, float]] = []
    for source, goal in sorted(wanted, key=lambda pair: (order[pair[1]] - order[pair[0]], pair)):
        first, last = order[source], order[goal]
        passed = [-blocks[box.position].reach - 2 * _NODE - 14 for box in boxes[first : last + 1]]
        crossed = [lane - _LANE for a, b, lane in lanes if order[a] < last and first < order[b]]
        lanes.append((source, goal, min(passed + crossed)))
    return lanes


def _landing(block: Block) -> float:
    """Where a branch ends; one that starts does so as far behind the middle: the two never meet."""
    return block.middle - min(3.0, block.thick / 4)


def _arc(source: int, goal: int, lane: float, axis: float, blocks: dict[int, Block]) -> dict[str, Any]:
    """One branch, as an SVG path from the upper face of its source to that of its goal."""
    start, end = blocks[source].at(axis), blocks[goal].at(axis)
    x, to = 2 * start.middle - _landing(start), _landing(end)
    y, turn = axis + lane, min(12.0, (to - x) / 2)
    path = (
        f"M{x:.1f},{start.roof:.1f} V{y + turn:.1f} Q{x:.1f},{y:.1f} {x + turn:.1f},{y:.1f} "
        f"H{to - turn:.1f} Q{to:.1f},{y:.1f} {to:.1f},{y + turn:.1f} V{end.roof:.1f}"
    )
    ends = {"start": [round(x, 1), round(start.roof, 1)], "end": [round(to, 1), round(end.roof, 1)]}
    return {"from": source, "to": goal, "path": path, "lane": round(y, 1), **ends}
