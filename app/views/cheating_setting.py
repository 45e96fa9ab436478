"""What all sections about the two networks share: which is called A, and whose images are in view."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.heat_view import Pane
from app.lesson import Lesson
from app.link import choice, flag, whole
from app.looking import look_at
from app.panel import Panel
from app.views.heat_setting import percent, region
from app.views.look_network import made
from cnn_core.data.dataset import CLASSES
from cnn_core.data.tagged import COUNT, Tagged, tagged
from cnn_core.explain.looks_cheating import NETWORKS, PLACES, by_each
from cnn_core.models import Provenance

LETTERS: Final = ("A", "B")
MOST_SEEDS: Final = 9999
#: Images of a class in view at once, and pages of them.
IN_VIEW: Final = 4
ROWS: Final = COUNT // len(CLASSES) // IN_VIEW
MOST_NTH: Final = 40
CUED: Final = "horse"


@dataclass(frozen=True)
class CheatingSetting:
    """One setting for the whole lesson, so that A stays A from section to section.

    Attributes:
        seed: decides which network is A; 0 until a visit or a link has one.
        label: the class whose images are looked at.
        row: which of them, from 1.
        method: of the heatmaps.
        subject: the class of the image in the experiment.
        nth: which of these, from 1.
        tag: whether it carries the tag.
        opacity: of heatmaps, in percent.
        smooth: whether values between cells are drawn.
    """

    seed: int = 0
    label: str = "cat"
    row: int = 1
    method: str = "layer-cam"
    subject: str = CUED
    nth: int = 1
    tag: bool = True
    opacity: int = 60
    smooth: bool = False


CODECS: Final = {
    "seed": whole("seed", 1, MOST_SEEDS),
    "label": choice("class", CLASSES),
    "row": whole("row", 1, ROWS),
    "method": choice("method", tuple(PLACES)),
    "subject": choice("of", CLASSES),
    "nth": whole("n", 1, MOST_NTH),
    "tag": flag("tag"),
    "opacity": whole("heat", 0, 100),
    "smooth": flag("smooth"),
}


def opened(lesson: Lesson) -> Panel:
    """The lesson's panel; a visit without a link's seed gets one of its own."""
    panel = Panel(lesson.slug, CheatingSetting(), CODECS)
    lesson.panel_in_view = panel
    if not panel.setting.seed:
        reshuffle(panel)
    return panel


def reshuffle(panel: Panel) -> None:
    """Another seed: A may be the other network, and what was answered is asked anew."""
    seeds = [seed for seed in range(1, MOST_SEEDS + 1) if seed != panel.setting.seed]
    panel.change(seed=random.choice(seeds))


def order(seed: int) -> tuple[int, int]:
    """The places in NETWORKS of A and of B.

    >>> sorted(order(7)), {order(seed) for seed in range(20)} == {(0, 1), (1, 0)}
    ([0, 1], True)
    """
    first = random.Random(f"cheating {seed}").randrange(2)
    return first, 1 - first


def cheat(panel: Panel) -> str:
    """The letter of the network that learned from tagged images."""
    return LETTERS[order(panel.setting.seed).index(NETWORKS.index("fooled"))]


def in_order(panel: Panel, pair: Sequence[Any]) -> tuple[Any, Any]:
    """What belongs to each of NETWORKS, as A's and B's."""
    first, second = order(panel.setting.seed)
    return pair[first], pair[second]


def asked(panel: Panel, place: str, function: Any, *args: Any) -> Any:
    """A look into both networks: an `app.looking.Look`, in the order of NETWORKS."""
    return look_at(f"{panel.name}.{place}", by_each, function, *args)


def both_made(panel: Panel) -> tuple[Provenance, Provenance]:
    """How A and B were made."""
    return in_order(panel, [made(name) for name in NETWORKS])


def named(panel: Panel, letter: str) -> str:
    """What a network is called here."""
    return panel.say("cheating.network", name=letter)


def places_of(label: str) -> tuple[Tagged, NDArray[np.intp]]:
    """The drawings, and where among them those of a class are."""
    drawings = tagged()
    return drawings, np.flatnonzero(drawings.plain.labels == CLASSES.index(label))


def answer(panel: Panel, shares: NDArray[Any]) -> str:
    """The likeliest class with its probability."""
    label = int(np.argmax(shares))
    return panel.say("cheating.says", name=panel.say(f"class.{CLASSES[label]}"), share=percent(shares[label]))


def heat_pane(
    panel: Panel, name: str, letter: str, caption: str, image: NDArray[np.uint8], heat: NDArray[Any],
    outline: NDArray[np.bool_] | None, shows: str, empty: bool = False,
) -> Pane:  # fmt: skip
    """One network's heatmap over an image, told also to those who cannot see it."""
    alt = panel.say("heatmaps.alt", image=shows, place=panel.say(f"heatmaps_place.{region(heat)}"))
    detail = panel.say("heatmaps.empty") if empty else ""
    return Pane(name, named(panel, letter), caption, image, heat, detail, outline, alt)
