"""What one unit sees: its field drawn on an image, with the smaller fields of the layers below."""

import base64
from io import BytesIO
from math import ceil

import streamlit as st
from PIL import Image

from app import state, workbench
from app.markdown import plain
from app.network_setting import FIELD_CODECS, FieldSetting
from app.panel import Panel, Topic
from app.text import show
from app.views.images import choose_picture
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import Row, attempt
from cnn_core.data.pictures import Picture
from cnn_core.models.networks import NETWORKS

_MOST_PIXELS = 512
_MARK, _BELOW = "#d55e00", "#ffffff"


def _controls(panel: Panel) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        workbench.look_at_network(panel)
        placed = placed_rows(panel.setting.network)
        if placed:
            _choose_layer(panel, placed)
            _choose_unit(panel, _looked_at(panel, placed))


def placed_rows(network: Architecture) -> list[Row]:
    """The layers whose units have a place in an image of a known, drawable size."""
    rows, _ = attempt(network)
    if not rows or rows[0].kind != "Input" or len(rows[0].output_shape) != 3:
        return []
    if any(side is None or side > _MOST_PIXELS for side in rows[0].output_shape[:2]):
        return []
    return [row for row in rows[1:] if row.stride and row.receptive_field]


def _looked_at(panel: Panel, placed: list[Row]) -> Row:
    return next((row for row in placed if row.position == panel.setting.at), placed[0])


def _choose_layer(panel: Panel, placed: list[Row]) -> None:
    names = {row.position: f"{row.name} · {show(row.output_shape)}" for row in placed}
    key = f"{panel.name}.at"
    st.selectbox(
        panel.say("view.layer"), format_func=names.__getitem__,
        **state.picked(key, list(names), _looked_at(panel, placed).position), width=300,
        on_change=state.on_change(key, lambda position: panel.change(at=position)),
    )  # fmt: skip


def _choose_unit(panel: Panel, row: Row) -> None:
    """Its row and column, counted from 1."""
    unit, sides = _unit(row, panel.setting), _map_sides(row)
    for field, place, side in (("row", unit[0], sides[0]), ("column", unit[1], sides[1])):
        key = f"{panel.name}.{field}"

        def changed(number: int, field: str = field) -> None:
            panel.change(**{field: int(number)})

        label = panel.say(f"view.{field}")
        st.number_input(
            label, step=1, **state.numbered(key, 1, side, place + 1), width=132,
            on_change=state.on_change(key, changed),
        )  # fmt: skip


FIELD = Topic(FieldSetting(NETWORKS["lenet-5"].architecture), FIELD_CODECS, _controls)


def field_picture(panel: Panel) -> None:
    """The unit's field on the image, the fields of the layers below inside it, and both in words."""
    placed = placed_rows(panel.setting.network)
    if not placed:
        st.info(panel.say("view.no_image"))
        return
    row = _looked_at(panel, placed)
    height, width, _ = panel.setting.network.layers[0]["shape"]
    unit = _unit(row, panel.setting)
    fields = _nested(placed, row, unit)
    image = choose_picture(panel.name)
    st.image(
        _drawn(image, (height, width), fields), width=460,
        alt=panel.say("view.alt", field=show(row.receptive_field), layer=row.name),
    )  # fmt: skip
    st.markdown(_told(panel, row, unit, fields[-1], (height, width)))


Box = tuple[int, int, int, int]  # top, left, rows, columns


def _unit(row: Row, setting: FieldSetting) -> tuple[int, int]:
    """The unit in the setting, or the one in the middle; a smaller map takes its last row or column."""
    sides = _map_sides(row)
    wanted = (setting.row or (sides[0] + 1) // 2, setting.column or (sides[1] + 1) // 2)
    return min(wanted[0], sides[0]) - 1, min(wanted[1], sides[1]) - 1


def _map_sides(row: Row) -> tuple[int, int]:
    return (row.output_shape[0] or 1, row.output_shape[1] or 1) if len(row.output_shape) == 3 else (1, 1)


def _field_of(row: Row, unit: tuple[int, int]) -> Box:
    assert row.start and row.stride and row.receptive_field
    top, left = (start + place * jump for start, place, jump in zip(row.start, unit, row.stride, strict=True))
    return top, left, row.receptive_field[0], row.receptive_field[1]


def _nested(placed: list[Row], row: Row, unit: tuple[int, int]) -> list[Box]:
    """Fields from the smallest up: each is that of a unit in the middle of the next larger one's window."""
    boxes = [_field_of(row, unit)]
    for below in reversed([one for one in placed if one.position < row.position]):
        top, left, rows, columns = boxes[0]
        if below.receptive_field != (rows, columns):
            boxes.insert(0, _field_of(below, _nearest(below, (top + rows / 2, left + columns / 2))))
    return boxes


def _nearest(row: Row, middle: tuple[float, float]) -> tuple[int, int]:
    """The unit whose field's middle comes nearest to a place of the image; of two, the first."""
    assert row.start and row.stride and row.receptive_field
    places = []
    for axis in (0, 1):
        first = row.start[axis] + row.receptive_field[axis] / 2
        place = ceil((middle[axis] - first) / row.stride[axis] - 0.5)
        places.append(max(0, min(place, _map_sides(row)[axis] - 1)))
    return places[0], places[1]


def _drawn(image: Picture, size: tuple[int, int], fields: list[Box]) -> str:
    """An SVG: the image, hatched padding around it where a field reaches out, a frame for every field."""
    height, width = size
    top = min(0, *(box[0] for box in fields))
    left = min(0, *(box[1] for box in fields))
    bottom = max(height, *(box[0] + box[2] for box in fields))
    right = max(width, *(box[1] + box[3] for box in fields))
    line = max(right - left, bottom - top) / 150
    frames = "".join(_frame(box, line, last=box is fields[-1]) for box in fields)
    small = Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR)
    buffer = BytesIO()
    small.save(buffer, "PNG")
    href = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    hatch = (
        f"<pattern id='p' width='{4 * line}' height='{4 * line}' patternUnits='userSpaceOnUse' "
        f"patternTransform='rotate(45)'><rect width='{line}' height='{4 * line}' fill='#888'/></pattern>"
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='{left - line} {top - line} "
        f"{right - left + 2 * line} {bottom - top + 2 * line}' width='920'><defs>{hatch}</defs>"
        f"<rect x='{left}' y='{top}' width='{right - left}' height='{bottom - top}' fill='url(#p)'/>"
        f"<image href='{href}' width='{width}' height='{height}' style='image-rendering:pixelated'/>"
        f"{frames}</svg>"
    )


def _frame(box: Box, line: float, last: bool) -> str:
    top, left, rows, columns = box
    place = f"x='{left}' y='{top}' width='{columns}' height='{rows}' fill='none'"
    under = f"<rect {place} stroke='#000' stroke-width='{1.8 * line}'/>"  # seen on any colour
    dash = "" if last else f" stroke-dasharray='{2 * line}'"
    colour = _MARK if last else _BELOW
    return f"{under}<rect {place} stroke='{colour}' stroke-width='{line}'{dash}/>"


def _told(panel: Panel, row: Row, unit: tuple[int, int], box: Box, size: tuple[int, int]) -> str:
    """Where the unit is, what it sees, and how much of that is padding."""
    top, left, rows, columns = box
    inside_rows = max(0, min(top + rows, size[0]) - max(top, 0))
    inside_columns = max(0, min(left + columns, size[1]) - max(left, 0))
    values = {
        "layer": plain(row.name), "r": unit[0] + 1, "c": unit[1] + 1, "shape": show(row.output_shape),
        "rows": rows, "columns": columns, "top": top + 1, "bottom": top + rows,
        "left": left + 1, "right": left + columns, "inside": inside_rows * inside_columns,
        "padding": rows * columns - inside_rows * inside_columns,
        "share": round(100 * inside_rows * inside_columns / (size[0] * size[1])),
    }  # fmt: skip
    return panel.say("view.padded" if values["padding"] else "view.told", **values)
