"""Any runs over each other: curves, numbers, and what differs between them."""

from collections.abc import Sequence

import streamlit as st

from app import state, training
from app.compare_sets import ACTIVE
from app.compare_setting import MOST_RUNS, OVERLAY_CODECS, OverlaySetting
from app.compare_words import distinct, points
from app.markdown import explain_safely
from app.panel import Panel, Topic
from app.views.compare_tables import differences_table, numbers_table
from app.views.run_charts import Curve, learning_curves
from app.views.run_words import title
from cnn_core.errors import LabError
from cnn_core.store.records import Run
from cnn_core.training.outcomes import Numbers, chance_margin, numbers

#: Runs that are shown while none are chosen.
_NEWEST = 3


def _nothing(panel: Panel) -> None:
    pass


OVERLAY = Topic(OverlaySetting(), OVERLAY_CODECS, _nothing)


def overlay(panel: Panel) -> None:
    """The menu of runs, and those that are chosen."""
    try:
        offered, unknown = _offered(panel)
        chosen = _choose(panel, offered)
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/database_off:")
        return
    for run in unknown:
        st.warning(panel.say("compare.unknown_run", received=run), icon=":material/search_off:")
    if not chosen:
        st.info(panel.say("compare.no_runs" if not offered else "compare.none_chosen"))
        return
    trains = any(run.state in ACTIVE for run in chosen)
    st.fragment(lambda: _drawn(panel, chosen), run_every=2.0 if trains else None)()


def _offered(panel: Panel) -> tuple[list[Run], list[str]]:
    """The learner's own runs with something to see, those of the link before them; and unknown ids."""
    store = training.store()
    own = {run.id: run for run in store.runs(learner=state.learner()) if run.epochs_done}
    linked, unknown = {}, []
    for run_id in panel.setting.runs:
        try:
            linked[run_id] = own.get(run_id) or store.run(run_id)
        except LabError as error:
            if error.key != "no_such_run":
                raise
            unknown.append(run_id)
    return list((linked | own).values()), unknown


def _choose(panel: Panel, offered: Sequence[Run]) -> list[Run]:
    by_id = {run.id: run for run in offered}
    names = dict(zip(by_id, distinct([_label(panel, run) for run in offered]), strict=True))
    chosen = [run for run in panel.setting.runs if run in by_id]
    if not panel.setting.runs:
        chosen = list(by_id)[:_NEWEST]
    if by_id:
        key = f"{panel.name}.runs.{panel.language}"
        st.multiselect(
            panel.say("compare.runs"), format_func=names.__getitem__,
            **state.marked(key, list(by_id), chosen),
            max_selections=MOST_RUNS, placeholder=panel.say("compare.choose"),
            on_change=state.on_change(key, lambda ids: panel.change(runs=tuple(ids))),
        )  # fmt: skip
    return [by_id[run] for run in chosen]


def _label(panel: Panel, run: Run) -> str:
    seed = run.config.seed
    if not run.name or not seed:  # without a name, what differs is in the title, the seed too
        return title(panel.language, run)
    return f"{run.name} · {panel.say('compare.seed', n=seed)}"


def _drawn(panel: Panel, chosen: Sequence[Run]) -> None:
    store = training.store()
    try:
        epochs = {run.id: store.epochs(run.id) for run in chosen}
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/database_off:")
        return
    names = dict(
        zip((run.id for run in chosen), distinct([_label(panel, run) for run in chosen]), strict=True)
    )
    learning_curves(
        [Curve(names[run.id], epochs[run.id], planned=run.config.epochs) for run in chosen],
        f"{panel.name}.curves",
    )
    told = {run.id: numbers(run.config, epochs[run.id]) for run in chosen}
    numbers_table(
        {names[run.id]: (run.config, [one] if (one := told[run.id]) else []) for run in chosen},
        panel.say("compare.after", epochs=", ".join(str(len(epochs[run.id])) for run in chosen)),
    )
    if len(chosen) > 1:
        differences_table({names[run.id]: run.config for run in chosen})
        _apart(panel, [one for one in told.values() if one])


def _apart(panel: Panel, told: Sequence[Numbers]) -> None:
    """Whether the best and the worst differ by more than chance in the validation images can make."""
    if len(told) < 2:
        return
    best, worst = (choose(told, key=lambda one: one.accuracy) for choose in (max, min))
    margin = chance_margin(best.error("accuracy"), worst.error("accuracy"))
    values = {"apart": points(best.accuracy - worst.accuracy), "margin": points(margin)}
    st.caption(panel.say("compare.apart", **values))
