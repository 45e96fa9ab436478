"""A guided experiment: predict, train a set of runs, see what came out."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.compare_sets import MOST_SEEDS, RunSet, find, start, variant_name
from app.compare_setting import GUIDED_CODECS, GuidedSetting
from app.compare_words import differing, network_changes, value_words
from app.lesson import Lesson
from app.markdown import explain_safely
from app.panel import Panel, Topic
from app.text import show
from app.train_runs import machine_speed
from app.views import tables
from app.views.compare_outcome import outcome_of
from app.views.compare_predict import predict
from app.views.compare_progress import go_on, progress
from app.views.run_words import duration
from cnn_core.architecture.trace import total_params
from cnn_core.errors import LabError
from cnn_core.training.config import traced
from cnn_core.training.estimate import estimate
from cnn_core.training.experiments import EXPERIMENTS, Experiment


def guided(lesson: Lesson, name: str) -> Callable[[], None]:
    """What draws the section of an experiment."""
    topic = Topic(GuidedSetting(), GUIDED_CODECS, lambda panel: None)
    return lambda: lesson.study(topic, None, partial(_section, lesson, EXPERIMENTS[name]))


def _section(lesson: Lesson, experiment: Experiment, panel: Panel) -> None:
    try:
        found = find(experiment, panel.setting.group)
        _variants(panel, found)
        if not predict(lesson, panel, experiment):
            return
        if found.missing:
            _start(panel, found)
        if found.active:
            progress(lesson, panel, found)
        else:
            go_on(panel, found)
        if found.finished_seeds and not found.active:
            outcome_of(lesson, panel, found)
            _another_seed(panel, found)
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/database_off:")


def _variants(panel: Panel, found: RunSet) -> None:
    """What is compared, the one thing that differs, and what all have in common."""
    experiment, variants = found.experiment, found.experiment.variants
    differ = differing(list(variants.values()))
    columns = [name for name in differ if name != "architecture"]
    head = ["", *(panel.say(f"compare_field.{name}") for name in columns), panel.say("compare_column.params")]
    body = [
        [
            variant_name(experiment, name),
            *(value_words(panel.language, column, config) for column in columns),
            show(total_params(traced(config))),
        ]
        for name, config in variants.items()
    ]
    tables.table(head, body, caption=panel.say("compare.variants"), left=1)
    if "architecture" in differ:
        _networks(panel, experiment)
    base = variants[experiment.other]
    values = {
        "data": panel.say(f"data.{found.data}"),
        "images": base.images,
        "validation": base.validation,
        "epochs": base.epochs,
    }
    st.caption(
        panel.say("compare.setup_images" if "images" in differ else "compare.setup", **values),
        width="stretch",
    )


def _networks(panel: Panel, experiment: Experiment) -> None:
    """How each network comes from the one they are compared with."""
    base = experiment.variants[experiment.other]
    told = {
        name: network_changes(panel.language, base.architecture, config.architecture)
        for name, config in experiment.variants.items()
    }
    lines = [
        f"- {panel.say('compare_change.of', name=variant_name(experiment, name), change=line)}"
        for name, line in told.items()
        if line
    ]
    head = panel.say("compare.networks_from", first=variant_name(experiment, experiment.other))
    st.markdown("\n".join([head, "", *lines]))


def _start(panel: Panel, found: RunSet) -> None:
    """The button that trains what is missing, and how long that takes."""
    wanted = found.missing
    if not found.is_mine:
        st.info(panel.say("compare.not_yours"))
        st.button(
            panel.say("compare.make_own"),
            key=f"{panel.name}.own",
            on_click=panel.change,
            kwargs={"group": ""},
        )
        return
    configs = [found.experiment.config(name, found.data, seed) for name, seed in wanted]
    speed = machine_speed()
    seconds = sum(estimate(traced(config), config, speed).seconds for config in configs)
    there = len(found.runs)
    if there:
        st.caption(panel.say("compare.found", n=there, total=there + len(wanted)))
    st.button(
        panel.say("compare.start", n=len(wanted)), key=f"{panel.name}.start", type="primary",
        icon=":material/play_arrow:", on_click=_begin, args=(panel, found, wanted),
    )  # fmt: skip
    st.caption(panel.say("compare.takes", time=duration(panel.language, seconds)), width="stretch")


def _begin(panel: Panel, found: RunSet, wanted: tuple[tuple[str, int], ...]) -> None:
    try:
        panel.change(group=start(found, wanted, panel.setting.group))
    except LabError as error:
        st.toast(explain_safely(panel.language, error), icon=":material/error:")


def _another_seed(panel: Panel, found: RunSet) -> None:
    """The same networks once more, from other first weights and in another order."""
    if not found.is_mine or found.missing or len(found.seeds) >= MOST_SEEDS:
        return
    seed = max(found.seeds) + 1
    wanted = tuple((name, seed) for name in found.names)
    st.button(
        panel.say("compare.another_seed", n=len(wanted)), key=f"{panel.name}.seed",
        icon=":material/casino:", on_click=_begin, args=(panel, found, wanted),
    )  # fmt: skip
