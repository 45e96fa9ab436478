"""Small images with heatmaps over them, looked at side by side; one of them can be painted on.

Python sends pixels, values and colours; the files in assets/heat draw them. The slider, the pointer and the
brush need no round trip. What comes back from the browser is read here, and trusted nowhere.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app import state
from app.components import draw_component
from app.heat_paint import GREY, Colour, Mask, mask_codec, mask_from_text, mask_to_text, painted, read_mask
from app.heat_scene import Pane, checked, colours, painting, pane_scene

__all__ = [
    "GREY",
    "LABELS",
    "PAINT_LABELS",
    "Pane",
    "heat_view",
    "mask_codec",
    "mask_from_text",
    "mask_to_text",
    "painted",
]

#: Every word of the component's own. The browser fills in {{names}}.
LABELS = (
    "group",  # what screen readers call all panes together
    "opacity",  # the slider: how much of the image the heatmap covers
    "smooth",  # the switch: values between cells are drawn too
    "legend",  # what the colours say
    "low",  # its lower end
    "high",  # its upper end
    "outline",  # what the contour goes around; shown where a pane has one
    "cell",  # the place and its heat: {{r}}, {{c}}, {{value}}
    "cell_plain",  # the place on a pane without heat: {{r}}, {{c}}
    "hint",  # how to look, by pointer and by keyboard
)
#: And those for painting.
PAINT_LABELS = (
    "tools",  # name of the group of tools
    "tool",  # name of the choice between painting and erasing
    "brush",  # name of the choice of the brush's size
    "paint",  # tool
    "erase",  # tool
    "undo",  # button
    "clear",  # button: nothing painted
    "covered",  # how much is painted: {{n}} of {{total}} pixels
    "painted",  # said after the place of a painted pixel
    "paint_hint",  # how to paint: drag; arrow keys and Space, Ctrl+Z
)


def heat_view(
    panes: Sequence[Pane],
    key: str,
    labels: Mapping[str, str],
    *,
    opacity: float = 0.6,
    on_opacity: Callable[[float], None] | None = None,
    smooth: bool = False,
    on_smooth: Callable[[bool], None] | None = None,
    paint: Mask | None = None,
    on_paint: Callable[[Mask], None] | None = None,
    paint_on: str | None = None,
    colour: Colour = GREY,
    selected: str | None = None,
    on_select: Callable[[str], None] | None = None,
    scale: float = 1.0,
) -> None:
    """Draw the panes, and call back when the learner sets, paints or chooses something.

    The callbacks run before the page does, as all of Streamlit's do; malformed and outdated messages are
    dropped. Slider and switch work in the browser alone; they are reported when they come to rest.

    Args:
        panes: one or more, with different names.
        key: names this view within the page.
        labels: the words under LABELS, and under PAINT_LABELS where there is painting.
        opacity: of every heatmap, 0..1.
        on_opacity: receives it when the learner has moved the slider.
        smooth: whether values between the cells' centres are drawn too.
        on_smooth: receives it when the learner has changed it.
        paint: (H, W), what is painted; None: nothing can be painted.
        on_paint: receives the whole mask when a stroke has ended, and after undo and clear.
        paint_on: name of the pane that is painted on; None: the first. Give that pane its image without the
            paint: the browser lays the paint over it, and a new image starts a new painting.
        colour: of the paint.
        selected: name of the pane that is outlined.
        on_select: receives a name; without it, panes cannot be chosen.
        scale: 1.25 on a projector.

    Raises:
        ValueError: panes, their arrays or the mask do not fit together.
        KeyError: a label is missing, or no pane is called `paint_on`.
    """
    drawn = checked(panes)
    canvas = None if paint is None else painting(drawn[paint_on or panes[0].name], paint, colour)

    def sent(name: str) -> Any:
        return state.component_value(key, name)

    def set_opacity() -> None:
        value = read_opacity(sent("opacity"))
        if value is not None and on_opacity is not None:
            on_opacity(value)

    def set_smooth() -> None:
        value = read_smooth(sent("smooth"))
        if value is not None and on_smooth is not None:
            on_smooth(value)

    def take_paint() -> None:
        mask = read_paint(sent("paint"), canvas.gen, canvas.shape) if canvas else None
        if mask is not None and on_paint is not None:
            on_paint(mask)

    def choose() -> None:
        name = read_choice(sent("select"), set(drawn))
        if name is not None and on_select is not None:
            on_select(name)

    words = LABELS + (PAINT_LABELS if canvas else ())
    data: dict[str, Any] = {
        "panes": [pane_scene(pane) for pane in panes],
        "table": colours(),
        "labels": {name: labels[name] for name in words},
        "opacity": opacity,
        "smooth": smooth,
        "told": [name for name, use in (("opacity", on_opacity), ("smooth", on_smooth)) if use],
        "paint": canvas and canvas.scene,
        "selected": selected,
        "choosable": on_select is not None,
        "scale": scale,
    }
    draw_component(
        "heat",
        "heat",
        data,
        key,
        on_opacity_change=set_opacity,
        on_smooth_change=set_smooth,
        on_paint_change=take_paint,
        on_select_change=choose,
    )


def read_opacity(value: object) -> float | None:
    """The opacity that a browser sent, 0..1, or None. Never raises.

    >>> read_opacity({"value": 0.35, "time": 0})
    0.35
    >>> [read_opacity(sent) for sent in (0.35, {"value": 7}, {"value": True}, {"value": float("nan")})]
    [None, None, None, None]
    """
    number = value.get("value") if isinstance(value, dict) else None
    if not isinstance(number, int | float) or isinstance(number, bool):
        return None
    return float(number) if 0 <= number <= 1 else None


def read_smooth(value: object) -> bool | None:
    """The switch's state that a browser sent, or None. Never raises.

    >>> [read_smooth(sent) for sent in ({"value": True, "time": 0}, {"value": 1}, None)]
    [True, None, None]
    """
    on = value.get("value") if isinstance(value, dict) else None
    return on if isinstance(on, bool) else None


def read_paint(value: object, gen: str, shape: tuple[int, int]) -> Mask | None:
    """The mask that a browser sent for the painting `gen`, or None. Never raises.

    >>> read_paint({"gen": "a", "mask": "kA==", "time": 0}, "a", (2, 2)).astype(int).tolist()
    [[1, 0], [0, 1]]
    >>> read_paint({"gen": "of another image", "mask": "kA==", "time": 0}, "a", (2, 2)) is None
    True
    """
    if not isinstance(value, dict) or value.get("gen") != gen:
        return None
    return read_mask(value.get("mask"), shape)


def read_choice(value: object, names: set[str]) -> str | None:
    """The pane that a browser chose, or None where there is none of that name. Never raises.

    >>> [read_choice(sent, {"cam"}) for sent in ({"name": "cam", "time": 0}, {"name": "x"}, {"name": []})]
    ['cam', None, None]
    """
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name in names else None
