"""Feature maps in the browser, all on one drawn surface: pointed at, walked through and chosen.

    all maps of some layers:
    maps_view(groups, key, labels, *, selected=None, on_select=None, scale=1.0)
    one map, so large that its cells show:
    cells_view(cells, values, key, labels, *, selected=None, on_select=None, frame=None, scale=1.0)

Python makes the pictures and the words; the files in assets/maps arrange, draw and mark. What comes back from
the browser is read here, and trusted nowhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import state
from app.components import draw_component
from app.maps_sheet import Maps, checked, columns_of, digest_of, packed

#: Every word of the component's own, for all maps of some layers.
LABELS = (
    "picture",  # what screen readers call the whole
    "hint",  # below it: pointing enlarges, arrow keys move, Enter chooses
    "chosen",  # spoken after the name of the map that is selected
    "marked",  # legend, where maps are marked: what a crossed-out map is
    "more",  # below a layer of which only some maps are drawn: {{shown}} of {{total}}
)
#: The same for one large map.
CELL_LABELS = (
    "picture",
    "hint",
    "chosen",
    "cell",  # one cell's sentence: {{r}} and {{c}} count from 1, {{value}}
    "frame",  # legend, where a window is framed: what the frame is
)

#: Maps of one layer that are drawn; a layer with more says so.
MOST_MAPS = 1024

Frame = tuple[int, int, int, int]  # top, left, height, width in cells; may reach out of the map


@dataclass(frozen=True, eq=False)
class MapGroup:
    """What one layer makes of an image.

    Attributes:
        name: names the layer within the picture; on_select receives it.
        title: its heading ("conv2d_1").
        detail: said behind the heading, in the learner's language ("16×16×64").
        maps: (C, H, W) grey or (C, H, W, 3) red, green, blue, uint8.
        names: C sentences, one a map: shown beside the enlarged map and spoken. They need not name the layer.
        marked: (C,) maps that are dimmed and crossed out, e.g. dead channels; None for none.

    Raises:
        ValueError: maps, names and marks do not fit each other.
    """

    name: str
    title: str
    detail: str
    maps: Maps
    names: Sequence[str]
    marked: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        """Refuse what could not be drawn."""
        count = len(checked(self.maps))
        if len(self.names) != count or (self.marked is not None and self.marked.shape != (count,)):
            raise ValueError(f"{self.name} has {count} maps, {len(self.names)} names and marks {self.marked}")


def maps_view(
    groups: Sequence[MapGroup],
    key: str,
    labels: Mapping[str, str],
    *,
    selected: tuple[str, int] | None = None,
    on_select: Callable[[str, int], None] | None = None,
    scale: float = 1.0,
) -> None:
    """Draw all maps of some layers, and call back when the learner chooses one.

    The callback runs before the page does, as all of Streamlit's do; malformed and outdated messages are
    dropped. A map that is selected already is not reported again.

    Args:
        groups: the layers in their order, each with a name of its own.
        key: names this picture within the page.
        labels: the words under LABELS.
        selected: (name of a layer, channel from 0) of the map that is outlined.
        on_select: receives (name of the layer, channel from 0); without it, maps can only be looked at.
        scale: 1.25 on a projector.

    Raises:
        ValueError: two groups of one name.
    """
    names = [group.name for group in groups]
    if len(set(names)) != len(names):
        raise ValueError(f"two groups have one name: {names}")
    sizes = [min(len(group.maps), MOST_MAPS) for group in groups]

    def chosen(group: int, channel: int) -> None:
        if on_select is not None and group < len(sizes) and channel < sizes[group]:
            on_select(names[group], channel)

    sent, sheets = [], {}
    for group, size in zip(groups, sizes, strict=True):
        maps = group.maps[:size]
        digest = digest_of(maps)
        sheets[digest] = packed(maps, digest)
        sent.append(_group(group, size, digest))
    data = {
        "gen": _gen(list(zip(names, sizes, strict=True))),
        "groups": sent,
        "sheets": sheets,
        "labels": {name: labels[name] for name in LABELS},
        "selected": _place(selected, names, sizes),
    }
    _draw(data, key, chosen, on_select is not None, scale)


def cells_view(
    cells: NDArray[np.uint8],
    values: Sequence[Sequence[str]],
    key: str,
    labels: Mapping[str, str],
    *,
    selected: tuple[int, int] | None = None,
    on_select: Callable[[int, int], None] | None = None,
    frame: Frame | None = None,
    scale: float = 1.0,
) -> None:
    """Draw one map so large that its cells are squares, and call back when the learner chooses one.

    Args:
        cells: (H, W) grey or (H, W, 3) red, green, blue, uint8.
        values: H rows of W texts: each cell's number as the learner reads it.
        key: names this picture within the page.
        labels: the words under CELL_LABELS.
        selected: (row, column) from 0 of the cell that is outlined.
        on_select: receives (row, column) from 0; without it, cells can only be looked at.
        frame: (top, left, height, width) of an outlined window; it may reach into the padding, top and left
            are negative then.
        scale: 1.25 on a projector.

    Raises:
        ValueError: the values do not fit the cells.
    """
    height, width = checked(cells[None]).shape[1:3]
    if [len(row) for row in values] != [width] * height:
        raise ValueError(f"{height}x{width} cells need as many values")

    def chosen(row: int, column: int) -> None:
        if on_select is not None and row < height and column < width:
            on_select(row, column)

    digest = digest_of(cells[None])
    data = {
        "gen": _gen([height, width]),
        "groups": [_cells(cells, values, digest, frame)],
        "sheets": {digest: packed(cells[None], digest)},
        "labels": {name: labels[name] for name in CELL_LABELS},
        "selected": _cell_place(selected, height, width),
    }
    _draw(data, key, chosen, on_select is not None, scale)


def read_choice(value: object, gen: str) -> tuple[int, int] | None:
    """The two numbers that a browser sent for the picture `gen`, both >= 0, or None. Never raises.

    They are (layer, channel) or (row, column); whether there is such a one is for the caller to check.

    >>> read_choice({"gen": "a", "place": [3, 7], "time": 0}, "a")
    (3, 7)
    >>> [read_choice(sent, "a") for sent in (None, {"gen": "a", "place": [3]}, {"gen": "b", "place": [3, 7]})]
    [None, None, None]
    """
    if not isinstance(value, dict) or value.get("gen") != gen:
        return None
    place = value.get("place")
    if (
        not isinstance(place, list)
        or len(place) != 2
        or not all(type(part) is int and part >= 0 for part in place)
    ):
        return None
    return place[0], place[1]


def _draw(
    data: dict[str, Any], key: str, chosen: Callable[[int, int], None], choosable: bool, scale: float
) -> None:
    def received() -> None:
        place = read_choice(state.component_value(key, "select"), data["gen"])
        if place is not None:
            chosen(*place)

    data |= {"choosable": choosable, "scale": scale}
    draw_component("maps", "maps", data, key, on_select_change=received, height="content")


def _gen(structure: object) -> str:
    """A mark of what a browser's two numbers mean; it stays while only the pictures change."""
    return blake2b(repr(structure).encode(), digest_size=8).hexdigest()


def _place(selected: tuple[str, int] | None, names: list[str], sizes: list[int]) -> list[int] | None:
    if selected is None or selected[0] not in names:
        return None
    group = names.index(selected[0])
    return [group, selected[1]] if 0 <= selected[1] < sizes[group] else None


def _cell_place(selected: tuple[int, int] | None, height: int, width: int) -> list[int] | None:
    if selected is None or not (0 <= selected[0] < height and 0 <= selected[1] < width):
        return None
    return [0, selected[0] * width + selected[1]]


def _group(group: MapGroup, size: int, digest: str) -> dict[str, Any]:
    height, width = group.maps.shape[1:3]
    return {
        "title": group.title,
        "detail": group.detail,
        "names": list(group.names[:size]),
        "marked": [] if group.marked is None else np.flatnonzero(group.marked[:size]).tolist(),
        "count": size,
        "total": len(group.maps),
        "tile": [width, height],
        "sheet": digest,
        "across": columns_of(size),
    }


def _cells(
    cells: NDArray[np.uint8], values: Sequence[Sequence[str]], digest: str, frame: Frame | None
) -> dict[str, Any]:
    """Cells are maps of one pixel each, in rows that do not wrap."""
    height, width = cells.shape[:2]
    return {
        "title": "",
        "detail": "",
        "values": [text for row in values for text in row],
        "marked": [],
        "count": height * width,
        "total": height * width,
        "tile": [1, 1],
        "sheet": digest,
        "across": width,
        "frame": None if frame is None else list(frame),
    }
