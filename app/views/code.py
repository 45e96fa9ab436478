"""Code to copy, one tab a library."""

from collections.abc import Mapping

import streamlit as st


def snippets(codes: Mapping[str, str]) -> None:
    """The same layer in several libraries: a tab each, named after the library."""
    for tab, code in zip(st.tabs(list(codes)), codes.values(), strict=True):
        with tab:
            st.code(code, language="python")
