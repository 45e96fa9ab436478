"""The app: page settings, language, navigation. `streamlit run app/main.py` starts it."""

import sys
from pathlib import Path

# A deep link may be the very first run: make the packages importable before anything else.
sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parents[1])) not in sys.path else []

import streamlit as st  # noqa: E402

from app import shell, state  # noqa: E402

st.set_page_config(page_icon=str(shell.ICON), layout="wide", initial_sidebar_state="auto")
state.begin_run()
page = shell.navigation(state.language())
shell.top_bar()
shell.guarded(page.run)
