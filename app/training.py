"""Where the pages meet training: one store and one engine for the whole process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from cnn_core.store import Store

if TYPE_CHECKING:
    from cnn_core.engine import Engine


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store; opened on first need, and again after a failure.

    Raises:
        LabError: as `Store`.
    """
    return Store()


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The engine; it starts in the background, and goes on with whatever was interrupted.

    Raises:
        LabError: as `Store`.
    """
    from cnn_core.engine import Engine

    made = Engine(store())
    made.start()
    return made
