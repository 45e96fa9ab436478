"""Record what the exercises on cheating are about: heatmaps and answers of the two networks of the lesson.

Run it as `python -m scripts.record_cheating_exercises`; it takes seconds. It writes
assets/lessons/cheating/exercises.npz:

    sheets      (2 S, 65, 65, 3)  four tagged horses under their heatmaps; even ones of the clean network
    sheet_tag   (2 S,)            the share of a sheet's heat that lies on the tags
    single      (P, 32, 32, 3)    one tagged drawing under its heatmap for "horse"
    on_tag      (P,)              the share of its heat that lies on the tag
    said_horse  (2, 2, 10, 100)   whether the clean, the fooled network says horse; without, with the tag;
                                  drawings of each class
    right       (2, 2, 10, 100)   whether it is right
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.heat_colours import heat_colours
from cnn_core.data.dataset import CLASSES, Images
from cnn_core.data.tagged import Tagged, tagged
from cnn_core.exercises.bank import LESSONS
from cnn_core.explain.looks_cheating import by_each, called, seen
from cnn_core.explain.pointing import energy

COUNT: Final = 1000
SHEETS: Final = 7
HORSE: Final = CLASSES.index("horse")
#: Drawings of other classes whose heatmaps are recorded one by one, beside as many horses.
SINGLE: Final = 10
_OPACITY: Final = 0.6
_GAP: Final = 1


def main() -> None:
    """Write the file."""
    drawings = tagged(COUNT)
    horses = tagged_horses(drawings)
    images, heat = heated(drawings, horses)
    sheets = [four(overlaid(images[at], each[at])) for at in _fours() for each in heat]
    on_tags = [energy(each[at], drawings.tags[horses[at]]).mean() for at in _fours() for each in heat]
    which = chosen(drawings)
    _, both = heated(drawings, which)
    maps = np.concatenate([both[0][: SINGLE // 2], both[1]])
    shown = np.concatenate([which[: SINGLE // 2], which])
    np.savez_compressed(
        LESSONS / "cheating" / "exercises.npz",
        sheets=np.stack(sheets),
        sheet_tag=np.array(on_tags, np.float32),
        single=overlaid(drawings.images[shown], maps),
        on_tag=energy(maps, drawings.tags[shown]).astype(np.float32),
        **answers(drawings),
    )


def tagged_horses(drawings: Tagged) -> NDArray[np.int64]:
    """Horses that carry the tag, four a sheet."""
    return np.flatnonzero((drawings.plain.labels == HORSE) & drawings.usual)[: 4 * SHEETS]


def chosen(drawings: Tagged) -> NDArray[np.int64]:
    """Some horses, then drawings of the other classes in turn."""
    labels = drawings.plain.labels
    own = np.flatnonzero((labels == HORSE) & drawings.usual)[4 * SHEETS :][:SINGLE]
    return np.concatenate([own, np.flatnonzero(labels != HORSE)[:SINGLE]])


def heated(drawings: Tagged, which: NDArray[np.int64]) -> tuple[Images, tuple[NDArray[np.float32], ...]]:
    """Drawings with the tag, and their Layer-CAM for "horse" from both networks, as in the lesson."""
    images = drawings.images[which]
    return images, tuple(one.heat for one in by_each(seen, images, HORSE, "layer-cam"))


def answers(drawings: Tagged) -> dict[str, Any]:
    """Whether each network says horse, and is right; (network, without or with the tag, class, drawing)."""
    said = np.stack([[one.plain, one.with_tag] for one in by_each(called, COUNT)])
    labels = drawings.plain.labels
    by_class = np.stack([said[..., labels == c] for c in range(len(CLASSES))], axis=2)
    own = np.arange(len(CLASSES))[:, None]
    return {"said_horse": by_class == HORSE, "right": by_class == own}


def overlaid(images: Images, heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Images under their heatmaps in the page's colours; (N, H, W, 3)."""
    colours = heat_colours(heat)[..., :3]
    return np.rint((1 - _OPACITY) * images + _OPACITY * colours).astype(np.uint8)


def four(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Four pictures in two rows, a white line between them."""
    side = pictures.shape[1]
    sheet = np.full((2 * side + _GAP, 2 * side + _GAP, 3), 255, np.uint8)
    for at, picture in enumerate(pictures):
        top, left = (place * (side + _GAP) for place in divmod(at, 2))
        sheet[top : top + side, left : left + side] = picture
    return sheet


def _fours() -> NDArray[np.int64]:
    return np.arange(4 * SHEETS).reshape(SHEETS, 4)


if __name__ == "__main__":
    main()
