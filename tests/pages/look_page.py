"""A small page that looks into a network: everything that such pages share, and nothing else."""

import sys
from pathlib import Path

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parents[2])) not in sys.path else []

import streamlit as st  # noqa: E402

from app import shell, state  # noqa: E402
from app.look_setting import LOOK_CODECS, LookAt  # noqa: E402
from app.looking import dimmed, look_at  # noqa: E402
from app.panel import Panel  # noqa: E402
from app.views.images import picture  # noqa: E402
from app.views.look_image import chosen_image, image_control  # noqa: E402
from app.views.look_network import chosen_network, network_control  # noqa: E402
from cnn_core.data.pictures import grey  # noqa: E402


def section() -> None:
    panel = Panel("look-page", LookAt(), LOOK_CODECS)
    network_control(panel)
    image_control(panel)
    seen = chosen_image(panel)
    st.markdown(f"network: {chosen_network(panel)!r}")
    st.markdown(f"image: {seen.source}, {seen.label}, {int(seen.image.sum())}, {seen.mask is not None}")
    look = look_at(panel, grey, seen.image)
    with dimmed("brightness", look):
        st.markdown(f"look: result {look.result is not None}, stale {look.is_stale}, failed {look.failed}")
        if look.shown is not None:
            st.markdown(f"brightness: {int(look.shown.sum())}")
            picture(look.shown, "brightness", 128)
    panel.write_address(None)


state.begin_run()
shell.top_bar()
st.fragment(lambda: shell.guarded(section), key="section")()
