"""The images of a set that excite a channel most, and what its most excited cell sees of each."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.panel import Panel
from app.sums import cell_text
from app.views.image_strips import strip
from app.views.inside_setting import rows_by_name
from cnn_core.explain.exciting import Exciting, crops, fields
from cnn_core.explain.sites import Site

COLUMNS, SIDE = 4, 72


def exciting_images(
    panel: Panel, site: Site, channel: int, most: Exciting, images: NDArray[np.uint8]
) -> None:
    """The images with the channel's largest values, then the parts of them that these come from.

    Args:
        panel: the lab's.
        site: the layer.
        channel: one of its.
        most: of this layer.
        images: (N, H, W, 3), the set that `most` was found in.
    """
    shown = images[most.images[channel]]
    values = ", ".join(cell_text(float(value)) for value in most.values[channel])
    st.markdown(panel.say("inside.excite"))
    caption = panel.say("inside.excite_values", values=values)
    strip(shown, panel.say("inside.excite_alt", n=len(shown)), COLUMNS, SIDE, caption)
    _parts(panel, site, shown, most.cells[channel])


def _parts(panel: Panel, site: Site, images: NDArray[np.uint8], cells: NDArray[np.intp]) -> None:
    """Nothing where a cell sees the whole image, or has no place in it."""
    row, side = rows_by_name(panel).get(site.name), images.shape[1]
    if row is None or row.receptive_field is None or min(row.receptive_field) >= side:
        return
    boxes = fields(row, cells)
    if boxes is None:
        return
    h, w = row.receptive_field
    st.markdown(panel.say("inside.excite_seen", h=h, w=w))
    caption = "" if boxes.min() >= 0 and boxes.max() <= side else panel.say("inside.outside")
    strip(crops(images, boxes), panel.say("inside.excite_seen_alt", n=len(images)), COLUMNS, SIDE, caption)
