"""The results of a run: what it got wrong, on images it had never been judged by before."""

from math import hypot
from typing import Final

import numpy as np
import streamlit as st

from app import state, training
from app.lesson import Lesson
from app.markdown import explain_safely
from app.panel import Panel
from app.questions import Question
from app.text import show
from app.train_runs import AFTER, RUN_CODECS, RunSetting, own_runs
from app.views.run_downloads import downloads
from app.views.run_mistakes import confusion_chart, mistakes, per_class
from app.views.run_words import duration, network_word, title
from app.views.train_cost import facts
from cnn_core.architecture.trace import total_params
from cnn_core.data.dataset import CLASSES
from cnn_core.errors import LabError
from cnn_core.store.records import Result, Run, State
from cnn_core.training.config import traced
from cnn_core.training.judging import chance_error, class_accuracies, confusion

_DONE: Final = (State.FINISHED, State.STOPPED)


def after(lesson: Lesson) -> None:
    """A run that is over: a question about it, then its results, and what can be taken home."""
    panel = Panel(AFTER, RunSetting(), RUN_CODECS)
    lesson.panel_in_view = panel
    try:
        run = _choose(panel)
        if run is None:
            return
        results = {result.split: result for result in training.store().results(run.id)}
        if "test" not in results or "validation" not in results:
            st.info(panel.say("train_after.no_results"), icon=":material/hourglass_empty:")
        elif lesson.ask(worst_class(run, results["test"])):
            _scores(panel, run, results)
            _mistakes(panel, run, results)
        downloads(panel, run)
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/error:")


def worst_class(run: Run, result: Result) -> Question:
    """Which class does it get wrong most often? The worst, the best and two between are offered."""
    shares = class_accuracies(confusion(result.probabilities, result.labels))
    order = np.argsort(np.nan_to_num(shares, nan=1.0), kind="stable")
    worst, best = CLASSES[order[0]], CLASSES[order[-1]]
    offered = {CLASSES[order[place]] for place in (0, 3, 6, 9)}
    values = {
        "worst": round(100 * float(shares[order[0]]), 1), "best": round(100 * float(shares[order[-1]]), 1),
    }  # fmt: skip
    options = tuple(name for name in CLASSES if name in offered)
    return Question("choice", worst, {"the-easiest": best}, values, options, about=run.id)


def _choose(panel: Panel) -> Run | None:
    """The run in view: the one in the link, or the learner's latest that is over."""
    over = [run for run in own_runs() if run.state in _DONE and run.epochs_done]
    known = {run.id: run for run in over}
    id = panel.setting.run or (over[0].id if over else "")
    if not id:
        st.info(panel.say("train_after.none"), icon=":material/rocket_launch:")
        return None
    if id not in known:
        known[id] = training.store().run(id)
    if panel.setting.run != id:
        panel.change(run=id)
    key = f"{panel.name}.run.{panel.language}"
    st.selectbox(
        panel.say("train_after.run"), **state.picked(key, list(known), id), width=420,
        format_func=lambda one: title(panel.language, known[one]),
        on_change=state.on_change(key, lambda one: panel.change(run=one)),
    )  # fmt: skip
    return known[id]


def _scores(panel: Panel, run: Run, results: dict[str, Result]) -> None:
    shown = {
        "test": _percent(results["test"].accuracy),
        "validation": _percent(results["validation"].accuracy),
        "params": show(total_params(traced(run.config))),
        "time": duration(panel.language, sum(epoch.seconds for epoch in training.store().epochs(run.id))),
    }
    with st.container(border=True, key="after-scores"):
        facts({panel.say(f"train_after.{name}"): value for name, value in shown.items()})
        st.markdown(_compared(panel, results))
        st.caption(panel.say("train_after.network", network=network_word(panel.language, run.config)))


def _compared(panel: Panel, results: dict[str, Result]) -> str:
    """Test beside validation: is the difference more than chance?"""
    test, validation = results["test"], results["validation"]
    first, second = (chance_error(one.accuracy, len(one.labels)) for one in (test, validation))
    apart, chance = test.accuracy - validation.accuracy, 2 * hypot(first, second)
    key = "same" if abs(apart) <= chance else "lower" if apart < 0 else "higher"
    points, within = show(round(100 * abs(apart), 1)), show(round(100 * chance, 1))
    return panel.say(f"train_after.{key}", points=points, within=within, n=len(test.labels))


def _mistakes(panel: Panel, run: Run, results: dict[str, Result]) -> None:
    key = f"{panel.name}.split"
    st.segmented_control(
        panel.say("train_after.judged_on"), ("test", "validation"), default="test", key=key, required=True,
        format_func=lambda split: panel.say(f"train_after.{split}_images"),
    )  # fmt: skip
    split = str(state.widget_value(key))
    matrix = confusion(results[split].probabilities, results[split].labels)
    confusion_chart(panel, matrix)
    per_class(panel, matrix)
    mistakes(panel, run, results[split])


def _percent(share: float) -> str:
    return f"{show(round(100 * share, 1))} %"
