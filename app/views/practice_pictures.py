"""Pictures that an exercise is about, in a row, each with the name the question calls it by."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import streamlit as st

from app.exercise_text import exercise_blocks
from app.text import fill
from cnn_core.exercises.exercise import Exercise
from cnn_core.exercises.recorded import recorded

_LEAST: Final = 144  # pixels on the screen, at least


def pictures(exercise: Exercise, language: str) -> None:
    """Draw `figure["pictures"]`: each has a "name" and is recorded["of"]["at"], of uint8.

    The name is a letter, or that of a block `<exercise>.figure.<name>`, filled with the picture's own values.
    """
    stored = recorded(exercise.lesson)
    with st.container(horizontal=True, gap="medium", key=f"practice-pictures-{exercise.seed}"):
        for picture in exercise.case.figure["pictures"]:
            label = _label(exercise, picture, language)
            enlarged = _enlarged(stored[picture["of"]][picture["at"]])
            st.image(enlarged, caption=label, alt=label, width=int(enlarged.shape[1]), output_format="PNG")


def _label(exercise: Exercise, picture: Mapping[str, Any], language: str) -> str:
    block = exercise_blocks(exercise.lesson, language).get(f"{exercise.name}.figure.{picture['name']}")
    return fill(block, **(exercise.values | dict(picture))) if block else str(picture["name"])


def _enlarged(pixels: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Each pixel a square of whole pixels: browsers would blur the enlargement."""
    times = max(1, -(-_LEAST // pixels.shape[1]))
    return pixels.repeat(times, axis=0).repeat(times, axis=1)
