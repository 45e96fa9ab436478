"""Choosing what to train, and starting it with one press."""

from typing import Final

import streamlit as st

from app import state
from app.catalog import ROOT
from app.lesson import Lesson
from app.markdown import explain_safely
from app.network_setting import NET_CODECS
from app.questions import Question
from app.train_panel import RecipePanel
from app.train_runs import open_run, start_run
from app.train_setting import NETS, network_name, with_data
from app.views.data_source import usable
from app.views.networks import BUILD
from app.views.run_words import changes_told, net_name
from app.views.train_cost import cost
from app.views.train_settings import settings
from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import Architecture
from cnn_core.data.load import MOST_IMAGES, NAMES
from cnn_core.engine.settings import trainer_memory
from cnn_core.errors import LabError
from cnn_core.training.config import MAX_EPOCHS, Config, checked, traced
from cnn_core.training.estimate import check_memory, estimate
from cnn_core.training.presets import PRESETS

NAME: Final = "train.start"


def start(lesson: Lesson) -> None:
    """Preset, network and data; what it will cost, and the button; whatever else can be set."""
    panel = RecipePanel(NAME)
    lesson.panel_in_view = panel
    _presets(panel)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _network(panel)
        _data(panel)
    _told_data(panel)
    if changed := changes_told(panel.language, panel.setting):
        st.caption(panel.say("train_start.changed", changes=changed))
    _start(panel)
    settings(panel)
    _question(lesson, panel)


def steps_question(config: Config) -> Question:
    """How many steps has an epoch?"""
    size = min(config.batch_size, config.images)
    steps, left = divmod(config.images, size)
    wrong = {"an-image-a-step": config.images, "all-epochs": steps * config.epochs, "the-batch": size}
    if left:
        wrong["a-part-counts"] = steps + 1
    values = {"images": config.images, "batch": size, "left": left, "epochs": config.epochs}
    return Question("number", steps, {name: value for name, value in wrong.items() if value != steps}, values)


def _question(lesson: Lesson, panel: RecipePanel) -> None:
    lesson.ask(steps_question(panel.config), "steps")


def _presets(panel: RecipePanel) -> None:
    with st.container(horizontal=True, gap="xsmall", width="content"):
        for name in PRESETS:
            st.button(
                panel.say(f"train_preset.{name}"), key=f"{panel.name}.preset.{name}",
                on_click=panel.take_preset, args=(name,),
                type="primary" if panel.preset == name else "secondary",
            )  # fmt: skip


def _network(panel: RecipePanel) -> None:
    """A menu of networks, the workbench's among them; or Keras code."""
    network = panel.setting.config.architecture
    own = _on_workbench()
    nets = dict(NETS) | ({"workbench": own} if own else {})
    now = next((name for name, one in nets.items() if one == network), "own")
    key = f"{panel.name}.net.{panel.language}"
    st.selectbox(
        panel.say("train_start.network"),
        **state.picked(key, [*nets, "own"] if now == "own" else list(nets), now), width=330,
        format_func=lambda name: net_name(panel.language, name),
        on_change=state.on_change(key, lambda name: panel.take_network(nets[name]) if name in nets else None),
    )  # fmt: skip
    with st.popover(panel.say("train_start.code"), icon=":material/code:"):
        _code(panel, network)


def _on_workbench() -> Architecture | None:
    """The learner's network of the lesson on architectures, once it has been changed there."""
    setting = state.setting("architectures.build", BUILD.default, NET_CODECS)
    network: Architecture = setting.network
    return None if setting == BUILD.default or network_name(network) in NETS else network


def _code(panel: RecipePanel, network: Architecture) -> None:
    """The network as code; what is typed stays as typed, and is used if it can be read."""
    name = f"{panel.name}.code"
    typed: str | None = state.recall(name, "typed", None)

    def take(text: str) -> None:
        state.forget(name, "refused")
        try:
            panel.take_network(parse(text))
        except LabError as error:
            state.remember(name, "refused", error)
        state.remember(name, "typed", text)

    st.text_area(
        panel.say("bench.code"), **state.filled(name, emit(network) if typed is None else typed),
        height=280, width=460, on_change=state.on_change(name, take), help=panel.say("bench.code_help"),
    )  # fmt: skip
    if refused := state.recall(name, "refused", None):
        st.warning(explain_safely(panel.language, refused), icon=":material/edit:")


def _data(panel: RecipePanel) -> None:
    here = usable()
    key = f"{panel.name}.data.{panel.language}"

    def take(name: str) -> None:
        panel.change(config=with_data(panel.config, name))

    st.selectbox(
        panel.say("train_start.data"),
        **state.picked(key, [name for name in NAMES if name in here], panel.config.data), width=260,
        format_func=lambda name: panel.say(f"train_data.{name}"), on_change=state.on_change(key, take),
    )  # fmt: skip
    config = panel.config
    panel.whole("images", 10, MOST_IMAGES[config.data] - config.validation, 1000)
    panel.whole("epochs", 1, MAX_EPOCHS)


def _told_data(panel: RecipePanel) -> None:
    """Which images are in use, and where others are to be had."""
    config = panel.config
    st.caption(
        panel.say(
            f"train_data.{config.data}_in_use", images=config.images, validation=config.validation,
        )
    )  # fmt: skip
    if "cifar10" not in usable():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(panel.say("train_data.not_here"), width="content")
            st.page_link(
                ROOT / "pages" / "data.py", label=panel.say("train_data.get"), icon=":material/download:"
            )


def _start(panel: RecipePanel) -> None:
    """What it costs and the button; or why it cannot be started, and what to change."""
    try:
        config = checked(panel.trained())
        check_memory(estimate(traced(config), config), trainer_memory())
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/build:")
        config = None
    if config is not None:
        cost(panel.language, config)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"{panel.name}.name"
        st.text_input(
            panel.say("train_start.name"), key=key, width=260, max_chars=80,
            placeholder=panel.say("train_start.name_like"),
        )  # fmt: skip
        pressed = st.button(
            panel.say("train_start.start"), key=f"{panel.name}.go", type="primary", disabled=config is None,
            icon=":material/play_arrow:", on_click=lambda: _go(panel, config),
        )  # fmt: skip
    if failed := state.recall(panel.name, "failed", None):
        st.warning(explain_safely(panel.language, failed), icon=":material/error:")
    elif pressed:
        st.rerun()  # the whole page: it shows another section now


def _go(panel: RecipePanel, config: Config | None) -> None:
    if config is None:
        return
    state.forget(panel.name, "failed")
    try:
        run = start_run(config, str(state.widget_value(f"{panel.name}.name") or ""))
    except LabError as error:
        state.remember(panel.name, "failed", error)
    else:
        open_run(run.id)
