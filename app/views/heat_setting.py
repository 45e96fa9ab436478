"""What all sections about heatmaps share: one network, one image, how heat is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app import state
from app.heat_paint import mask_codec
from app.heat_view import LABELS, PAINT_LABELS, Pane, heat_view
from app.lesson import Lesson
from app.link import choice, flag, whole
from app.look_setting import LOOK_CODECS, LookAt
from app.looking import Look, look_at
from app.panel import Panel
from app.text import show, ui_strings
from app.views.look_image import Seen, described, image_control
from app.views.look_network import chosen_network, network_control
from cnn_core.explain.looks_heat import Answers, every_class
from cnn_core.explain.methods import METHODS
from cnn_core.explain.networks import within

SIDE: Final = 32
TOP: Final = 5
COLOURS: Final = {"grey": (128, 128, 128), "black": (0, 0, 0), "white": (255, 255, 255)}


@dataclass(frozen=True)
class HeatSetting(LookAt):
    """One setting for the whole lesson, so that the image stays from section to section.

    Attributes:
        rank: whose heatmap is shown, the class in this place of the network's order.
        opacity: of heatmaps, in percent.
        smooth: whether values between cells are drawn.
        mask: what is painted, as text.
        colour: of the paint, a key of COLOURS.
        wrong: which of the wrong answers.
        method: the one put to the test.
    """

    network: str = "drawn"
    nth: int = 31
    rank: int = 1
    opacity: int = 60
    smooth: bool = False
    mask: str = ""
    colour: str = "grey"
    wrong: int = 1
    method: str = "grad-cam"


CODECS: Final = {
    **LOOK_CODECS,
    "rank": whole("rank", 1, TOP),
    "opacity": whole("heat", 0, 100),
    "smooth": flag("smooth"),
    "mask": mask_codec("paint", (SIDE, SIDE)),
    "colour": choice("colour", tuple(COLOURS)),
    "wrong": whole("wrong", 1, 24),
    "method": choice("method", tuple(METHODS)),
}


def kept(lesson: Lesson) -> Panel:
    """The lesson's panel, so that its setting stays in the link; nothing is drawn."""
    panel = Panel(lesson.slug, HeatSetting(), CODECS)
    lesson.panel_in_view = panel
    return panel


def opened(lesson: Lesson, image: bool = True) -> Panel:
    """The same with the controls for the network and, if wanted, the image."""
    panel = kept(lesson)
    network_control(panel)
    if image:
        image_control(panel, shown=False)
    return panel


def answered(panel: Panel, seen: Seen, place: str) -> Look:
    """What the network answers to an image, with a heatmap of every class; `place` names it on the page."""
    return asked(panel, place, every_class, seen.image)


def asked(panel: Panel, place: str, function: Any, *args: Any) -> Look:
    """A look into the network in view."""
    return look_at(f"{panel.name}.{place}", within, chosen_network(panel), function, *args)


def percent(share: float) -> str:
    """A probability in percent, sure ones with more digits.

    >>> percent(0.5), percent(0.9996), percent(0.99999), percent(0.00001), percent(0.0)
    ('50', '99.96', '> 99.99', '< 0.1', '0')
    """
    if 0 < share < 0.0005:
        return "< 0.1"
    if 0.99995 < share < 1:
        return "> 99.99"
    return show(round(100 * float(share), 2 if share > 0.99 else 1))


def in_view(panel: Panel, found: Answers) -> int:
    """The class whose heatmap is shown."""
    return found.order[min(panel.setting.rank, len(found.order)) - 1]


def pane(
    panel: Panel,
    seen: Seen,
    name: str,
    title: str,
    heat: NDArray[Any] | None = None,
    caption: str = "",
    detail: str = "",
    image: NDArray[np.uint8] | None = None,
) -> Pane:
    """The image in view with a heatmap over it, told also to those who cannot see it."""
    alt = described(panel, seen)
    if heat is not None:
        alt = panel.say("heatmaps.alt", image=alt, place=panel.say(f"heatmaps_place.{region(heat)}"))
    shown = seen.image if image is None else image
    return Pane(name, title, caption, shown, heat, detail, seen.mask, alt)


def panes(panel: Panel, shown: Sequence[Pane], place: str, **more: Any) -> None:
    """Draw them with the lesson's opacity and the learner's words."""
    heat_view(
        shown,
        f"{panel.name}.{place}",
        words(panel.language),
        opacity=panel.setting.opacity / 100,
        on_opacity=lambda value: panel.change(opacity=round(100 * value)),
        smooth=panel.setting.smooth,
        on_smooth=lambda on: panel.change(smooth=on),
        scale=1.25 if state.presenting() else 1.0,
        **more,
    )


@cache
def words(language: str) -> dict[str, str]:
    """The component's words; the browser fills their placeholders."""
    strings = ui_strings(language)
    return {name: strings[f"heatmaps_label.{name}"] for name in (*LABELS, *PAINT_LABELS)}


REGIONS: Final = ("top-left", "top-right", "middle", "bottom-left", "bottom-right")


def region(heat: NDArray[Any]) -> str:
    """Where a map is hottest: in its middle third, or else in which quarter; "nowhere" if it is all 0.

    >>> heat = np.zeros((9, 9))
    >>> heat[4, 5], region(heat)
    (np.float64(0.0), 'nowhere')
    >>> heat[4, 5] = 1
    >>> region(heat)
    'middle'
    >>> heat[0, 5] = 2
    >>> region(heat)
    'top-right'
    """
    if not heat.any():
        return "nowhere"
    row, col = np.unravel_index(int(np.argmax(heat)), heat.shape)
    return region_at(row / (heat.shape[0] - 1 or 1), col / (heat.shape[1] - 1 or 1))


def region_at(down: float, right: float) -> str:
    """The region of a place, both 0..1 from the upper left corner."""
    if 1 / 3 <= down <= 2 / 3 and 1 / 3 <= right <= 2 / 3:
        return "middle"
    return f"{'top' if down < 0.5 else 'bottom'}-{'left' if right < 0.5 else 'right'}"
