"""A pipeline's time: who waits for whom, worked out batch by batch, and measured with tf.data."""

from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import streamlit as st

from app import state
from app.link import flag, whole
from app.markdown import explain_safely
from app.panel import Panel, Topic
from app.questions import Question
from app.text import show
from app.training import engine
from app.views import tables
from app.views.bars import HATCHES
from app.views.code import snippets
from app.views.curves import LINES
from app.views.layers_questions import number
from cnn_core.data.pipeline import Measured, Pipeline, measure, timeline
from cnn_core.errors import LabError
from cnn_core.exercises.data_rules import wrong_epoch_ms

IMAGES: Final = 320
_RANGES: Final = {"batch": (16, 64), "read": (0, 5), "step": (0, 100), "readers": (1, 4)}
_SWITCHES: Final = ("prefetch", "cache")


@dataclass(frozen=True)
class PipelineSetting:
    """Milliseconds to read an image and to train on a batch, and what is switched on."""

    batch: int = 32
    read: int = 1
    step: int = 40
    readers: int = 1
    prefetch: bool = False
    cache: bool = False

    @property
    def pipeline(self) -> Pipeline:
        """As the core takes it."""
        return Pipeline(
            IMAGES,
            IMAGES,
            self.batch,
            float(self.read),
            float(self.step),
            self.readers,
            self.cache,
            self.prefetch,
        )


def _controls(panel: Panel) -> None:
    panel.numbers("data_pipeline", **_RANGES)


PIPELINE = Topic(
    PipelineSetting(),
    {
        **{name: whole(name, low, high) for name, (low, high) in _RANGES.items()},
        **{n: flag(n) for n in _SWITCHES},
    },
    _controls,
)


def epoch_with_prefetch(panel: Panel) -> Question:
    """How many milliseconds does an epoch take with prefetch?"""
    s: PipelineSetting = panel.setting
    asked = replace(s.pipeline, prefetch=True, cache=False, readers=1)
    spans = timeline(asked)
    right = round(1000 * spans[-1].train_end)
    reading = s.read * s.batch
    values = {
        "batches": len(spans), "reading": reading, "step": s.step, "slower": max(reading, s.step),
        "faster": min(reading, s.step), "without": len(spans) * (reading + s.step),
    }  # fmt: skip
    return number(right, wrong_epoch_ms(asked), values)


def who_waits(panel: Panel) -> None:
    """The switches, the two epochs as bars, the seconds of all combinations, the code, and a measurement."""
    with st.container(horizontal=True):
        for name in _SWITCHES:
            key = f"{panel.name}.{name}"
            changed = state.on_change(key, partial(_switched, panel, name))
            st.toggle(
                panel.say(f"data_pipeline.{name}"), **state.filled(key, getattr(panel.setting, name)),
                on_change=changed,
            )  # fmt: skip
    _bars(panel)
    _table(panel)
    snippets({"tf.data": code(panel.setting.pipeline)})
    _measurement(panel)


def _switched(panel: Panel, name: str, on: bool) -> None:
    panel.change(**{name: on})


def code(pipeline: Pipeline) -> str:
    """The pipeline as one writes it.

    >>> print(code(Pipeline(prefetch=True)))
    dataset = (
        tf.data.Dataset.from_tensor_slices((files, labels))
        .shuffle(320)
        .map(read)
        .batch(32)
        .prefetch(1)
    )
    """
    read = f".map(read, num_parallel_calls={pipeline.readers})" if pipeline.readers > 1 else ".map(read)"
    shuffle = f".shuffle({pipeline.buffer})"
    steps = [read, ".cache()", shuffle] if pipeline.cache else [shuffle, read]
    steps += [f".batch({pipeline.batch})", *([".prefetch(1)"] if pipeline.prefetch else [])]
    lines = "".join(f"    {step}\n" for step in steps)
    return f"dataset = (\n    tf.data.Dataset.from_tensor_slices((files, labels))\n{lines})"


def _bars(panel: Panel) -> None:
    """Both epochs: reading above, training below, along the clock."""
    data: list[dict[str, Any]] = []
    rows = [panel.say(f"data_pipeline.row_{part}") for part in ("train", "read")]
    shift = 0.0
    for epoch in (1, 2):
        spans = timeline(panel.setting.pipeline, epoch)
        parts = {
            "read": [(span.read_start, span.read_end) for span in spans],
            "train": [(span.train_start, span.train_end) for span in spans],
        }
        for place, times in enumerate(parts.values()):
            data.append({
                "type": "bar", "orientation": "h", "y": [rows[1 - place]] * len(times),
                "base": [1000 * (shift + start) for start, _ in times],
                "x": [1000 * (end - start) for start, end in times],
                "marker": {
                    "color": LINES[place], "pattern": {"shape": HATCHES[epoch - 1]},
                    "line": {"color": "white", "width": 1},
                },
                "name": panel.say("data_pipeline.epoch", n=epoch), "showlegend": False,
                "hovertemplate": "%{base:.0f} + %{x:.0f} ms<extra></extra>",
            })  # fmt: skip
        shift += spans[-1].train_end
    layout = {
        "height": 200, "margin": {"l": 80, "r": 12, "t": 8, "b": 44}, "barmode": "overlay",
        "xaxis": {"title": {"text": panel.say("data_pipeline.clock")}, "rangemode": "tozero"},
    }  # fmt: skip
    st.plotly_chart(
        {"data": data, "layout": layout}, key=f"{panel.name}.bars", config={"displayModeBar": False}
    )
    st.caption(panel.say("data_pipeline.bars"))


def _table(panel: Panel) -> None:
    """Milliseconds of the first and the second epoch for each combination of the switches."""
    rows, s = [], panel.setting
    combinations = [(False, False), (True, False), (False, True), (True, True)]
    for prefetch, cache in combinations:
        one = replace(s, prefetch=prefetch, cache=cache).pipeline
        names = [
            panel.say(f"data_pipeline.{name}")
            for name, on in zip(_SWITCHES, (prefetch, cache), strict=True)
            if on
        ]
        rows.append([
            " + ".join(names) or panel.say("data_pipeline.neither"),
            *(show(round(1000 * timeline(one, epoch)[-1].train_end)) for epoch in (1, 2)),
        ])  # fmt: skip
    head = [panel.say("data_pipeline.with"), *(panel.say("data_pipeline.epoch", n=n) for n in (1, 2))]
    marked = combinations.index((s.prefetch, s.cache))
    tables.table(head, rows, marked, panel.say("data_pipeline.table"))


def _measurement(panel: Panel) -> None:
    """Run the very pipeline with TensorFlow in the engine, and show its clock."""
    name, pipeline = panel.name, panel.setting.pipeline

    def begin() -> None:
        asked: Future[Measured] | LabError
        try:
            asked = engine().look(measure, pipeline)
        except LabError as error:
            asked = error
        state.remember(name, "measuring", (pipeline, asked))

    st.button(
        panel.say("data_pipeline.measure"), key=f"{name}.measure", icon=":material/timer:", on_click=begin
    )
    asked: tuple[Pipeline, Future[Measured] | LabError] | None = state.recall(name, "measuring", None)
    if asked and asked[0] == pipeline:
        waiting = not isinstance(asked[1], LabError) and not asked[1].done()
        st.fragment(_outcome, run_every=0.5 if waiting else None)(panel, asked[1], waiting)


def _outcome(panel: Panel, asked: "Future[Measured] | LabError", waiting: bool) -> None:
    if not isinstance(asked, LabError) and not asked.done():
        trouble = engine().status().error
        if trouble:
            st.warning(explain_safely(panel.language, trouble))
        else:
            st.caption(panel.say("data_pipeline.measuring"))
        return
    if waiting:
        st.rerun()  # drawn once more, without looking at the clock twice a second
    try:
        if isinstance(asked, LabError):
            raise asked
        told = ", ".join(show(round(1000 * seconds)) for seconds in asked.result().seconds)
        st.markdown(panel.say("data_pipeline.measured", ms=told))
    except LabError as error:
        st.warning(explain_safely(panel.language, error))
