"""The picture of a network in the browser: blocks to scale, pointed at, walked through and chosen.

Python works out where everything goes and what is told about each layer; the files in assets/network only
draw and mark. What comes back from the browser is read here, and trusted nowhere.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2s
from typing import Any

from app import state
from app.components import draw_component
from app.network_columns import Box
from app.network_scene import scene

__all__ = ["LABELS", "Box", "network_view", "read_choice"]

#: Every word of the component's own.
LABELS = (
    "picture",  # what screen readers call the whole picture
    "hint",  # below the picture while no layer is in view: how to see more
    "linear",  # the scale: heights and widths in proportion, thickness by the square root of the channels
    "root",  # the scale: heights, widths and thickness all by the square root
    "bars",  # the scale of vectors: length by the cube root of the units
)


def network_view(
    boxes: Sequence[Box],
    key: str,
    labels: Mapping[str, str],
    *,
    selected: int | None = None,
    on_select: Callable[[int], None] | None = None,
    scale: float = 1.0,
    height: str = "content",
) -> None:
    """Draw a network, and call back when the learner chooses a layer.

    The callback runs before the page does, as all of Streamlit's do; malformed and outdated messages are
    dropped. A layer that is selected already is not reported again.

    Args:
        boxes: the layers, from the input up.
        key: names this picture within the page.
        labels: the words under LABELS.
        selected: position of the layer that is outlined.
        on_select: receives a position; without it, layers can be looked at but not chosen.
        scale: 1.25 on a projector.
        height: of the element in the page: "content", or pixels as Streamlit has them.
    """
    gen, picture = _drawn(tuple(boxes))
    positions = {box.position for box in boxes}

    def chosen() -> None:
        position = read_choice(state.component_value(key, "select"), gen)
        if position in positions and on_select is not None:
            on_select(position)

    data: dict[str, Any] = {
        "gen": gen,
        "picture": picture,
        "labels": {name: labels[name] for name in LABELS},
        "selected": selected,
        "choosable": on_select is not None,
        "scale": scale,
    }
    draw_component("network", "network", data, key, on_select_change=chosen, height=height)


@lru_cache(64)
def _drawn(boxes: tuple[Box, ...]) -> tuple[str, dict[str, Any]]:
    """A picture, and a mark that changes whenever it does, words included. Most reruns change nothing."""
    return blake2s(repr(boxes).encode(), digest_size=8).hexdigest(), scene(boxes)


def read_choice(value: object, gen: str) -> int | None:
    """The position that a browser sent for the picture `gen`, or None. Never raises.

    >>> read_choice({"gen": "a", "position": 3, "time": 0}, "a")
    3
    >>> [read_choice(sent, "a") for sent in (None, {"gen": "old", "position": 3})]
    [None, None]
    """
    if not isinstance(value, dict) or value.get("gen") != gen:
        return None
    position = value.get("position")
    return position if isinstance(position, int) and not isinstance(position, bool) else None
