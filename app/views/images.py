"""Pictures before and after a layer."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from app import state
from app.markdown import explain_safely
from app.text import say
from cnn_core.data.pictures import Picture, landscape, read_picture
from cnn_core.errors import LabError


@cache
def built_in_picture() -> Picture:
    """The drawn landscape, made once."""
    return landscape()


def choose_picture(name: str) -> Picture:
    """The built-in picture, or one the learner brings; it stays in this visit and is sent nowhere else."""
    language = state.language()
    key = f"{name}.file.{state.recall(name, 'uploads', 0)}"

    def take() -> None:
        upload = state.widget_value(key)
        state.forget(name, "picture", "unreadable")
        if upload is not None:
            try:
                state.remember(name, "picture", read_picture(upload.getvalue()))
            except LabError as error:
                state.remember(name, "unreadable", error)

    def drop() -> None:
        state.forget(name, "picture", "unreadable")
        state.remember(name, "uploads", state.recall(name, "uploads", 0) + 1)  # an uploader without a file

    with st.popover(say(language, "picture.own"), icon=":material/add_photo_alternate:"):
        st.file_uploader(
            say(language, "picture.upload"), ["png", "jpg", "jpeg", "webp"], key=key, on_change=take
        )
        st.caption(say(language, "picture.private"))
        error: LabError | None = state.recall(name, "unreadable", None)
        if error:
            st.warning(explain_safely(language, error))
        st.button(say(language, "picture.built_in"), key=f"{name}.built-in", on_click=drop)
    own: Picture | None = state.recall(name, "picture", None)
    return built_in_picture() if own is None else own


def pictures(shown: Mapping[str, NDArray[np.generic]], width: int = 148) -> None:
    """Pictures with their captions, in a row that wraps on a phone."""
    with st.container(horizontal=True, gap="small"):
        for caption, values in shown.items():
            picture(values, caption, width)


def picture(values: NDArray[np.generic], caption: str, width: int = 320) -> None:
    """A picture, (H, W) or (H, W, 3) in 0..255, enlarged without smoothing so that its pixels show."""
    pixels = np.clip(np.rint(values.astype(float)), 0, 255).astype(np.uint8)
    image = Image.fromarray(pixels)
    if image.width < width:
        # Twice as large as shown, for screens with fine pixels.
        image = image.resize((2 * width, 2 * width * image.height // image.width), Image.Resampling.NEAREST)
    st.image(image, caption=caption, width=width, alt=caption)


def signed(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """A map with negative values as colours: warm above 0, cool below, white at 0; (H, W) -> (H, W, 3).

    >>> signed(np.array([[0.0, 2.0]]))[0, 0].tolist()
    [255, 255, 255]
    """
    strength = values / max(float(np.abs(values).max()), 1e-12)  # -1..1
    warm, cool = np.array([178, 64, 14]), np.array([14, 84, 150])
    colour = np.where(strength[..., None] > 0, warm, cool)
    return np.asarray(np.rint(255 + np.abs(strength)[..., None] * (colour - 255)), dtype=np.uint8)
