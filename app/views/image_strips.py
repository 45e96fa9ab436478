"""Small images side by side as one picture: one request of the browser instead of a hundred."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

_GAP = 1  # pixels of the small images


def strip(images: NDArray[np.uint8], alt: str, columns: int, side: int = 48, caption: str = "") -> None:
    """(N, H, W, 3) in rows of so many, each `side` pixels wide on the page, its pixels unsmoothed.

    Args:
        images: N small images of the same size.
        alt: what a screen reader says of all of them.
        columns: in a row.
        side: width of one on the page.
        caption: shown below; none if empty.
    """
    sheet = contact_sheet(images, columns)
    times = max(1, 2 * side // images.shape[2])  # twice as large as shown, for screens with fine pixels
    picture = Image.fromarray(sheet.repeat(times, axis=0).repeat(times, axis=1), "RGBA")
    # A row lets the picture shrink on a phone; a caption of its own would not let it.
    with st.container(gap="small", width=columns * side):
        with st.container(horizontal=True):
            st.image(picture, width=columns * side, alt=alt, output_format="PNG")
        if caption:
            st.caption(caption)


def contact_sheet(images: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """The images in rows, gaps and what is left over see-through; (H, W, 4).

    >>> contact_sheet(np.zeros((3, 2, 2, 3), np.uint8), 2)[..., 3].tolist()[0]
    [255, 255, 0, 255, 255]
    """
    count, height, width, _ = images.shape
    rows = -(-count // columns)
    sheet = np.zeros((rows * (height + _GAP) - _GAP, columns * (width + _GAP) - _GAP, 4), np.uint8)
    for number, image in enumerate(images):
        top, left = number // columns * (height + _GAP), number % columns * (width + _GAP)
        sheet[top : top + height, left : left + width, :3] = image
        sheet[top : top + height, left : left + width, 3] = 255
    return sheet
