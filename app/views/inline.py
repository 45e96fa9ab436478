"""Small pictures inside HTML: they come with the page, so that a live view does not flicker."""

from base64 import b64encode
from html import escape
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_PIXELATED = "image-rendering:pixelated;max-width:100%;height:auto"


def picture_html(pixels: NDArray[np.uint8], width: int, alt: str) -> str:
    """An image, (H, W, 3) or (H, W, 4), as an <img> so many pixels wide, its own pixels unsmoothed.

    >>> picture_html(np.zeros((2, 2, 3), np.uint8), 48, "a < b")[:30]
    "<img src='data:image/png;base6"
    """
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    source = b64encode(file.getvalue()).decode()
    height = width * pixels.shape[0] // pixels.shape[1]
    return (
        f"<img src='data:image/png;base64,{source}' alt='{escape(alt, quote=True)}' width='{width}' "
        f"height='{height}' style='{_PIXELATED}'>"
    )
