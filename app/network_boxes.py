"""A traced network as boxes for its picture, and as rows for its table."""

from collections.abc import Sequence

from app.network_arithmetic import layer_lines
from app.network_view import Box
from app.text import explain, say, show
from app.views import tables
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import Row, total_macs, total_params
from cnn_core.errors import LabError

SHORT = {
    "MaxPooling2D": "MaxPool",
    "AveragePooling2D": "AvgPool",
    "GlobalMaxPooling2D": "GlobalMax",
    "GlobalAveragePooling2D": "GlobalAvg",
    "SeparableConv2D": "SepConv2D",
    "DepthwiseConv2D": "DWConv2D",
    "BatchNormalization": "BatchNorm",
    "LocalResponseNormalization": "LRN",
    "SpatialDropout2D": "SpDropout",
    "ZeroPadding2D": "ZeroPad",
}


def boxes(
    language: str,
    architecture: Architecture,
    rows: Sequence[Row],
    error: LabError | None = None,
    told: bool = True,
) -> list[Box]:
    """A box for every layer; those from the one that fails on have no shape.

    Args:
        language: of the words.
        architecture: the network.
        rows: its trace, as far as it goes.
        error: why the next layer fails.
        told: whether each layer's arithmetic is told; not while it is asked for.
    """
    positions = range(len(architecture.layers))
    return [_box(language, architecture, rows, error, told, position) for position in positions]


def _box(
    language: str,
    architecture: Architecture,
    rows: Sequence[Row],
    error: LabError | None,
    told: bool,
    position: int,
) -> Box:
    one = architecture.layers[position]
    label, sources = SHORT.get(one.kind, one.kind), architecture.sources(position)
    place = {"n": position + 1, "total": len(architecture.layers), "kind": one.kind}
    if position >= len(rows):
        message = explain(language, error) if error and position == len(rows) else ""
        said = say(language, "networks.say_unknown", **place)
        return Box(position, one.kind, label, None, sources, (message,) if message else (), said, message)
    row = rows[position]
    said = say(language, "networks.say", **place, shape=show(row.output_shape))
    if told:
        said = f"{said} · {say(language, 'networks.params')}: {show(row.params)}"
    lines = tuple(layer_lines(language, architecture, rows, position)) if told else ()
    return Box(position, one.kind, label, row.output_shape, sources, lines, said)


def layer_table(language: str, rows: Sequence[Row], marked: int | None = None) -> None:
    """Every layer's shape, weights, multiply-adds and field, with the totals in the caption."""
    head = [
        say(language, f"networks.{name}") for name in ("layer", "shape", "params", "macs", "field", "stride")
    ]
    body = [
        [
            _called(row),
            show(row.output_shape),
            show(row.params),
            _known(row.macs),
            _known(row.receptive_field),
            _known(row.stride),
        ]
        for row in rows
    ]
    caption = say(language, "networks.totals", params=total_params(rows), macs=_known(total_macs(rows)))
    tables.table(head, body, marked, caption)


def _called(row: Row) -> str:
    """The name; the kind beside it where the name does not say it."""
    said = row.name.replace("_", "").startswith(row.kind.lower())
    return row.name if said else f"{row.name} ({row.kind})"


def _known(value: object) -> str:
    return "–" if value is None else show(value)
