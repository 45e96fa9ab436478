"""What networks of this project were seen to do, recorded once: exercises about it need no network to run.

assets/lessons/<slug>/exercises.npz is written by scripts/record_exercises/<slug>.py; the tests look again,
with the networks themselves.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from cnn_core.exercises.bank import LESSONS


@cache
def recorded(lesson: str) -> Mapping[str, np.ndarray[Any, Any]]:
    """The arrays recorded for a lesson's exercises, by name.

    Raises:
        FileNotFoundError: for a lesson without any.
    """
    with np.load(LESSONS / lesson / "exercises.npz", allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
