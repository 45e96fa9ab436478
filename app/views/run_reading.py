"""What a run's curves say, in plain words with the evidence."""

from collections.abc import Sequence

import streamlit as st

from app.panel import Panel
from app.text import say, show
from cnn_core.store.records import Epoch, Run, State, Steps
from cnn_core.training.curves import Finding, reading

_ICONS = {
    "began": ":material/trending_up:",
    "learning": ":material/trending_up:",
    "stalled": ":material/trending_flat:",
    "overfitting": ":material/call_split:",
    "rate_too_high": ":material/warning:",
    "not_finite": ":material/warning:",
    "not_learning": ":material/trending_flat:",
    "slow": ":material/hourglass_bottom:",
    "unsteady": ":material/show_chart:",
    "settled": ":material/flag:",
}


#: So that a longer sentence does not move what is below it.
_STYLE = "<style>[class*='st-key-reading-'] { min-height: 6.75rem; }</style>"


def readings(panel: Panel, run: Run, epochs: Sequence[Epoch], steps: Steps) -> None:
    """The findings about a run; while it trains they change with it."""
    found = reading(epochs, steps)
    told = " ".join(words(panel.language, one) for one in found)
    st.html(_STYLE)
    with st.container(border=True, key=f"reading-{run.state}"):
        st.markdown(f"{_ICONS.get(found[0].key, ':material/visibility:')} {told}")
        if run.state is State.FINISHED and found[0].key in ("began", "learning"):
            st.caption(panel.say("train_reading.more"))


def words(language: str, finding: Finding) -> str:
    """A finding as sentences: losses with two decimals, accuracies in percent with one."""
    values = {name: _shown(name, value) for name, value in finding.values.items()}
    return say(language, f"train_reading.{finding.key}", **values)


def _shown(name: str, value: float) -> str:
    if name in ("epoch", "epochs", "since"):
        return show(int(value))
    losses = ("peak", "now", "chance_loss", "lowest", "loss", "first")
    return f"{value:.2f}" if name in losses or (name == "chance" and value < 5) else show(round(value, 1))
