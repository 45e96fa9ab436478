"""Which views each class has, how often, and how each may be placed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cnn_core.data.drawn import airplanes, birds, cars, cats, deer, dogs, frogs, horses, ships, trucks
from cnn_core.data.drawn.paints import Paints
from cnn_core.data.drawn.pen import Pen


@dataclass(frozen=True)
class View:
    """One way to see a class.

    Attributes:
        draw: draws it in units of the pen, to the right.
        share: how often, against the other views of its class.
        feet: where it stands, in units below its middle; None for what flies or fills the picture.
        tilt: degrees it may lean either way; 180 means any way round.
    """

    draw: Callable[[Pen, Paints], None]
    share: float
    feet: float | None = None
    tilt: float = 7


VIEWS: Final[dict[str, tuple[View, ...]]] = {
    "airplane": (
        View(airplanes.airliner, 4, tilt=26),
        View(airplanes.from_above, 2.5, tilt=180),
        View(airplanes.propeller, 2, tilt=14),
        View(airplanes.from_the_front, 2, tilt=16),
    ),
    "automobile": (
        View(cars.from_the_side, 5, feet=0.5),
        View(cars.from_the_front, 3, feet=0.6),
        View(cars.from_a_corner, 3, feet=0.5),
    ),
    "bird": (
        View(birds.perched, 4, feet=0.8, tilt=14),
        View(birds.flying, 2, tilt=22),
        View(birds.soaring, 1, tilt=180),
        View(birds.long_legged, 2, feet=1.0),
        View(birds.swimming, 2, feet=0.56),
    ),
    "cat": (
        View(cats.face, 3, tilt=12),
        View(cats.sitting, 3, feet=0.96),
        View(cats.lying, 2.5, feet=0.64),
        View(cats.walking, 2, feet=0.9),
    ),
    "deer": (
        View(deer.standing, 5, feet=1.0),
        View(deer.grazing, 2, feet=0.88),
        View(deer.face, 2.5, tilt=10),
    ),
    "dog": (
        View(dogs.face, 3, tilt=12),
        View(dogs.sitting, 3, feet=0.95),
        View(dogs.standing, 4, feet=0.8),
        View(dogs.running, 1.5, feet=0.8, tilt=12),
    ),
    "frog": (
        View(frogs.from_the_front, 4, feet=0.82, tilt=10),
        View(frogs.from_the_side, 4, feet=0.76, tilt=10),
        View(frogs.from_above, 2, tilt=180),
    ),
    "horse": (
        View(horses.standing, 4, feet=1.0),
        View(horses.galloping, 2.5, feet=0.9, tilt=10),
        View(horses.grazing, 2, feet=0.92),
        View(horses.portrait, 2.5, tilt=10),
    ),
    "ship": (
        View(ships.sailing, 4, feet=0.74),
        View(ships.liner, 3, feet=0.44, tilt=4),
        View(ships.container, 2.5, feet=0.46, tilt=4),
        View(ships.tug, 2, feet=0.6),
        View(ships.bow, 1.5, feet=0.76),
    ),
    "truck": (
        View(trucks.from_the_side, 6, feet=0.58),
        View(trucks.from_the_front, 2.5, feet=0.94),
        View(trucks.from_behind, 1.5, feet=0.92),
    ),
}
