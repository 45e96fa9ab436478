"""Is a heatmap to be believed? Networks that forget, objects whose place is known, pixels put back."""

from typing import Final

import numpy as np
import streamlit as st

from app import state
from app.heat_scene import Pane
from app.lesson import Lesson
from app.looking import dimmed
from app.markdown import explain_safely
from app.panel import Panel
from app.questions import Question
from app.views.heat_setting import answered, asked, in_view, kept, opened, pane, panes, percent
from app.views.heat_wrong import offered
from app.views.look_image import Seen, chosen_image, class_name, source_in_view
from app.views.look_network import chosen_network
from app.views.tables import table
from cnn_core.errors import LabError
from cnn_core.explain.looks_believe import Forgot, Trial, forgetting, trial
from cnn_core.explain.looks_heat import Answers
from cnn_core.explain.methods import METHODS
from cnn_core.explain.pointing import chance, energy, pointing

#: Images that the measurement uses: few, so that it takes seconds.
N: Final = 16


def believe(lesson: Lesson) -> None:
    """The section: what a network without memory should show, then what it shows; then measured."""
    if not lesson.ask(what_forgetting_does()):
        kept(lesson)
        return
    panel = opened(lesson)
    seen = chosen_image(panel)
    known = answered(panel, seen, "believe-answers")
    if known.shown is None:
        return
    found: Answers = known.shown
    label = in_view(panel, found)
    panel.select("method", tuple(METHODS), panel.say("heatmaps.method"), "heatmaps_method")
    method = panel.setting.method
    look = asked(panel, "forgetting", forgetting, seen.image, label, method)
    if look.shown is not None:
        with dimmed("heatmaps-forgetting", look):
            st.markdown(panel.say("heatmaps.forgetting", name=class_name(panel, label)))
            shown = [_stage(panel, seen, stage, at) for at, stage in enumerate(look.shown)]
            panes(panel, shown, "believe-view")
    st.divider()
    lesson.prose("measure", n=N)
    _measured(panel)


def what_forgetting_does() -> Question:
    """The answering layer's weights are shuffled: what should become of a map that explains the answer?"""
    options = ("stays", "changes", "brighter")
    return Question("choice", "changes", {"edges": "stays", "brighter": "brighter"}, options=options)


def _stage(panel: Panel, seen: Seen, stage: Forgot, at: int) -> Pane:
    if not at:
        title, caption = panel.say("heatmaps.trained"), panel.say("heatmaps.trained_told")
    else:
        title = panel.say("heatmaps.forgot", n=at)
        caption = panel.say("heatmaps.forgot_told", layers=", ".join(stage.layers))
    if stage.empty:
        caption = f"{caption} {panel.say('heatmaps.empty')}"
    return pane(panel, seen, f"stage-{at}", title, stage.heat, caption)


def _measured(panel: Panel) -> None:
    """A table that grows by a method at a time, so that the first rows are there at once."""
    seen_source = source_in_view(panel)
    source = "drawn" if seen_source == "own" else seen_source
    try:
        split = offered(source)
    except LabError as error:
        st.warning(explain_safely(panel.language, error))
        return
    images = split.images[:N]
    masks = None if split.masks is None else split.masks[:N]
    case = repr((chosen_network(panel), source))
    everything = state.recall(panel.name, "measured", "") == case
    wanted = [panel.setting.method, *(method for method in METHODS if everything)]
    rows: dict[str, list[str]] = {}
    for method in dict.fromkeys(wanted):
        look = asked(panel, f"measured-{method}", trial, images, method)
        if look.result is not None:
            rows[method] = _row(panel, look.result, masks)
        elif not look.failed:
            break  # one at a time: the next is asked for when this one is there
    if rows:
        head = [panel.say(f"heatmaps.test_{name}") for name in ("method", "same", "verdict", *_COLUMNS)]
        marked = list(METHODS)
        order = sorted(rows, key=marked.index)
        caption = panel.say("heatmaps.tests", n=N, data=panel.say(f"look_image.source_{source}"))
        table(
            head,
            [rows[one] for one in order],
            order.index(panel.setting.method) if panel.setting.method in rows else None,
            caption,
        )
        _blind(panel, masks)
    if not everything:
        st.button(
            panel.say("heatmaps.measure_all"), key=f"{panel.name}.measure-all", icon=":material/speed:",
            on_click=state.remember, args=(panel.name, "measured", case),
        )  # fmt: skip


_COLUMNS: Final = ("hit", "inside", "insertion")


def _row(panel: Panel, one: Trial, masks: np.ndarray | None) -> list[str]:
    hit = inside = "–"
    if masks is not None:
        hit = f"{percent(float(np.nanmean(pointing(one.heats, masks))))} %"
        inside = f"{percent(float(np.nanmean(energy(one.heats, masks))))} %"
    verdict = panel.say(f"heatmaps_verdict.{one.verdict}")
    gained = f"{one.insertion:.2f} ({one.by_chance:.2f})"
    return [panel.say(f"heatmaps_method.{one.method}"), f"{one.highest:.2f}", verdict, hit, inside, gained]


def _blind(panel: Panel, masks: np.ndarray | None) -> None:
    if masks is not None:
        st.caption(panel.say("heatmaps.blind", share=percent(float(np.nanmean(chance(masks))))))
    st.caption(panel.say("heatmaps.limits"), width="stretch")
