"""Which network a page looks into: one that ships, or one that a learner trained."""

from dataclasses import dataclass
from functools import cache

import streamlit as st

from app import state, training
from app.look_setting import RUN
from app.markdown import explain_safely, plain
from app.panel import Panel
from app.text import show
from app.train_runs import own_runs
from app.views.run_words import title
from cnn_core.architecture.trace import total_params
from cnn_core.errors import LabError
from cnn_core.explain.networks import Reference, Shipped, Trained
from cnn_core.models import SHIPPED, Provenance, provenance
from cnn_core.store.records import Run, State
from cnn_core.training.config import MAX_EPOCHS, Config, traced

_AT_REST = (State.FINISHED, State.STOPPED)


@dataclass(frozen=True)
class Chosen:
    """The network in view.

    Attributes:
        reference: for a worker to open.
        config: how it was trained; None if that cannot be read.
        run: whose network it is; None for one that ships.
        note: why it is another one than was asked for; "" if it is that one.
    """

    reference: Reference
    config: Config | None
    run: Run | None = None
    note: str = ""

    @property
    def value(self) -> str:
        """Its name or the id of its run."""
        return self.reference.name if isinstance(self.reference, Shipped) else self.reference.run


def network_control(
    panel: Panel, offered: tuple[str, ...] = SHIPPED, runs: bool = True, facts: bool = True
) -> None:
    """A menu of networks, and a line of facts about the one in view.

    Args:
        panel: its setting is a `LookAt`.
        offered: names of networks that ship.
        runs: whether the learner's own runs are offered, too.
        facts: whether the line is drawn; what is wrong is told in any case.
    """
    known = _own() if runs else {}
    now = chosen(panel)
    if now.run is not None:
        known.setdefault(now.run.id, now.run)
    value = now.value
    options = [*offered, *known]
    if value not in options:
        options.append(value)
    key = f"{panel.name}.network.{panel.language}"
    st.selectbox(
        panel.say("look_network.which"), **state.picked(key, options, value), width=420,
        format_func=lambda one: _label(panel, one, known.get(one)),
        on_change=state.on_change(key, lambda one: choose_network(panel, one)),
    )  # fmt: skip
    if now.note:
        st.info(now.note, icon=":material/info:")
    if facts:
        st.caption(_facts(panel, now), width="stretch")


def choose_network(panel: Panel, name: str) -> None:
    """Turn to a network that ships, by its name, or to a run's, by its id."""
    shipped = name in SHIPPED
    panel.change(network=name if shipped else RUN, run="" if shipped else name)


def chosen_network(panel: Panel) -> Reference:
    """The network in view, as workers take it; always one that can be opened, as far as is known here."""
    return chosen(panel).reference


def chosen(panel: Panel) -> Chosen:
    """The network in view with all that is known of it; the page's usual one where that is not there."""
    if panel.setting.network != RUN:
        return _shipped(panel.setting.network)
    try:
        run = training.store().run(panel.setting.run) if panel.setting.run else _latest()
        if run is None:
            return _instead(panel, panel.say("look_network.no_run"))
        which = _which(run)
    except LabError as error:
        return _instead(panel, explain_safely(panel.language, error))
    if which:
        reference = Trained(training.store().url, run.id, which, stamp(run))
        return Chosen(reference, run.config, run)
    name = plain(title(panel.language, run))
    if run.epochs_done:
        return _instead(panel, panel.say("look_network.forgotten", name=name))
    return _instead(panel, panel.say("look_network.not_yet", name=name))


def stamp(run: Run) -> int:
    """A number that changes whenever a run's weights may have."""
    return run.attempt * (MAX_EPOCHS + 1) + run.epochs_done


def _instead(panel: Panel, why: str) -> Chosen:
    usual = panel.default.network if panel.default.network in SHIPPED else SHIPPED[0]
    other = _shipped(usual)
    return Chosen(other.reference, other.config, None, f"{why} {panel.say('look_network.instead')}")


def _shipped(name: str) -> Chosen:
    try:
        return Chosen(Shipped(name), made(name).config)
    except LabError:
        return Chosen(Shipped(name), None)


@cache
def made(name: str) -> Provenance:
    """How a network that ships was made, read once. Raises LabError as `provenance`."""
    return provenance(name)


def _own() -> dict[str, Run]:
    """The learner's runs with an epoch behind them, newest first; none while the store cannot be read."""
    try:
        return {run.id: run for run in own_runs() if run.epochs_done}
    except LabError:
        return {}  # what is wrong is told where a run is in view


def _latest() -> Run | None:
    runs = [run for run in own_runs() if run.epochs_done]
    return next((run for run in runs if _which(run)), runs[0] if runs else None)


def _which(run: Run) -> str:
    """Which of its weights there are; a run that rests was judged by the final ones."""
    order = ("final", "best") if run.state in _AT_REST else ("best", "final")
    url = training.store().url
    return next((which for which in order if _has_weights(url, run.id, which, stamp(run))), "")


@st.cache_data(ttl=300, max_entries=500, show_spinner=False)
def _has_weights(url: str, id: str, which: str, stamp: int) -> bool:
    """Asked once for a while, since the answer is megabytes; the arguments tell what was asked about."""
    return training.store().weights(id, which) is not None


@st.cache_data(ttl=300, max_entries=500, show_spinner=False)
def _best(url: str, id: str, stamp: int) -> float:
    return max((epoch.val_accuracy for epoch in training.store().epochs(id)), default=0.0)


@st.cache_data(ttl=300, max_entries=100, show_spinner=False)
def _test(url: str, id: str, stamp: int) -> tuple[float, int] | None:
    """Accuracy on the test images and how many there were."""
    found = [one for one in training.store().results(id) if one.split == "test"]
    return (found[-1].accuracy, len(found[-1].labels)) if found else None


def _label(panel: Panel, value: str, run: Run | None) -> str:
    """What a network is called in the menu."""
    if run is None:
        return panel.say(f"look_name.{value}")
    try:
        best = _percent(_best(training.store().url, run.id, stamp(run)))
    except LabError:
        return title(panel.language, run)
    key = "look_network.run" if run.state in _AT_REST else "look_network.run_going"
    word = panel.say(f"train_state.{run.state}")
    return panel.say(key, name=title(panel.language, run), share=best, state=word)


def _facts(panel: Panel, now: Chosen) -> str:
    """What it is made of, what it learned from, how it does."""
    try:
        if now.run is not None:
            parameters, judged = total_params(traced(now.run.config)), _judged(panel, now.run)
        else:
            told = made(now.value)
            share = _percent(told.test.share)
            parameters, judged = (
                told.parameters,
                panel.say("look_network.test", share=share, n=told.test.images),
            )
    except LabError as error:
        return explain_safely(panel.language, error)
    learned = ""
    if now.config is not None:
        data = panel.say(f"train_data.{now.config.data}")
        learned = panel.say("look_network.learned", n=now.config.images, data=data)
    return panel.say("look_network.facts", weights=parameters, learned=learned, judged=judged)


def _judged(panel: Panel, run: Run) -> str:
    url = training.store().url
    test = _test(url, run.id, stamp(run)) if run.state in _AT_REST else None
    if test is not None:
        return panel.say("look_network.test", share=_percent(test[0]), n=test[1])
    return panel.say("look_network.validation", share=_percent(_best(url, run.id, stamp(run))))


def _percent(share: float) -> str:
    return show(round(100 * share, 1))
