"""The fast recipe without one of its ingredients: predicted, then trained beside the whole recipe."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from app import shell, state, training
from app.lesson import Lesson
from app.link import choice, whole
from app.markdown import explain_safely
from app.panel import Panel, Topic
from app.text import show
from app.train_runs import ACTIVE, open_run, own_runs, same_run, start_run
from app.train_setting import with_data
from app.views import tables
from app.views.data_source import in_use
from app.views.run_charts import Curve, learning_curves
from app.views.run_watch import progress_told
from app.views.run_words import duration, state_word
from cnn_core.data.dataset import CLASSES
from cnn_core.errors import LabError
from cnn_core.store.records import Epoch, Run, State
from cnn_core.training.config import Config
from cnn_core.training.ingredients import SMALL_BATCH, USUAL_MOMENTUM, WITHOUT
from cnn_core.training.presets import PRESETS

OUTCOMES: Final = ("less", "same", "more")
#: Points; two runs that differ in their seed alone are often so far apart.
SAME: Final = 1.0
_EVERY: Final = 1.5


@dataclass(frozen=True)
class Without:
    """Which ingredient is taken away; both runs have these epochs and this seed."""

    take: str = "whitening"
    epochs: int = 3
    seed: int = 0


def _controls(panel: Panel) -> None:
    panel.choose("take", tuple(WITHOUT), panel.say("train_ingredient.which"), "train_ingredient")
    with st.container(horizontal=True):
        panel.number("epochs", panel.say("train_field.epochs"), 1, 20)
        panel.number("seed", panel.say("train_field.seed"), 0, 999)


INGREDIENTS = Topic(
    Without(),
    {"take": choice("take", tuple(WITHOUT)), "epochs": whole("epochs", 1, 20), "seed": whole("seed", 0, 999)},
    _controls,
)


def pair_of(setting: Without, data: str) -> tuple[Config, Config]:
    """The whole recipe, and the recipe without the ingredient.

    >>> full, less = pair_of(Without("weight_decay", epochs=2), "cifar10")
    >>> full.epochs, full.weight_decay, less.weight_decay
    (2, 0.0005, 0.0)
    """
    full = with_data(PRESETS["fast"], data).changed(epochs=setting.epochs, seed=setting.seed)
    return full, WITHOUT[setting.take](full)


def numbers(config: Config) -> dict[str, object]:
    """The recipe's numbers that the reasons mention.

    >>> found = numbers(PRESETS["fast"].changed(batch_size=128, label_smoothing=0.1))
    >>> found["times"], found["right"], found["other"]
    (4, 0.91, 0.01)
    """
    layers = config.architecture.layers
    momentum = next((one["momentum"] for one in layers if one.kind == "BatchNormalization"), USUAL_MOMENTUM)
    other = config.label_smoothing / len(CLASSES)
    return {
        "batch": config.batch_size, "times": config.batch_size // SMALL_BATCH, "small": SMALL_BATCH,
        "shift": config.augmentation.shift, "momentum": momentum, "usual": USUAL_MOMENTUM,
        "steps": round(1 / (1 - momentum)), "usual_steps": round(1 / (1 - USUAL_MOMENTUM)),
        "right": round(1 - config.label_smoothing + other, 3), "other": round(other, 3),
    }  # fmt: skip


def outcome(full: float, without: float) -> str:
    """What taking it away did to validation accuracy, both in percent.

    >>> outcome(74.0, 70.0), outcome(74.0, 74.5), outcome(74.0, 76.0)
    ('less', 'same', 'more')
    """
    return "same" if abs(without - full) < SAME else "less" if without < full else "more"


def ingredient(lesson: Lesson) -> None:
    """A section: choose, predict, train both, see."""
    lesson.study(INGREDIENTS, None, partial(_predict_then_see, lesson))


def _predict_then_see(lesson: Lesson, panel: Panel) -> None:
    name = f"{panel.name}.{panel.setting.take}"
    full_config, _ = pair_of(panel.setting, in_use())
    known = {"images": full_config.images, "validation": full_config.validation}
    st.caption(panel.say(f"train_data.{full_config.data}_in_use", **known))
    guess: str | None = state.recall(name, "guess", None)
    if guess is None:
        _ask(panel, name)
        return
    lesson.prose(f"why.{panel.setting.take}", **numbers(full_config))
    try:
        runs = own_runs()
        full, less = (same_run(config, runs) for config in pair_of(panel.setting, in_use()))
        _start(panel, full, less)
        ids = [run.id for run in (full, less) if run]
        if ids:
            training.engine()
            draw = partial(shell.guarded, partial(_see, panel, ids, guess, _states(full, less)))
            moving = any(run is not None and run.state in ACTIVE for run in (full, less))
            st.fragment(draw, run_every=_EVERY if moving else None, key=f"pair-{'-'.join(ids)}")()
        _known(panel, runs)
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/error:")


def _ask(panel: Panel, name: str) -> None:
    """What will happen? Whoever does not want to guess need not."""
    with st.container(border=True, key=f"guess-{panel.setting.take}"):
        what = panel.say(f"train_ingredient.{panel.setting.take}")
        st.markdown(f"**{panel.say('ask.title')}** {panel.say('train_guess.without', what=what)}")
        with (
            st.form(f"{name}.form", border=False),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            st.radio(
                panel.say("ask.label_choice"), OUTCOMES, index=None, key=f"{name}.typed", horizontal=True,
                label_visibility="collapsed", format_func=lambda one: panel.say(f"train_guess.{one}"),
            )  # fmt: skip
            st.form_submit_button(panel.say("train_guess.keep"), type="primary", on_click=lambda: _keep(name))
            st.form_submit_button(panel.say("train_guess.skip"), on_click=lambda: _keep(name, "none"))


def _keep(name: str, guess: str = "") -> None:
    chosen = guess or state.widget_value(f"{name}.typed")
    if chosen:
        state.remember(name, "guess", chosen)


def _start(panel: Panel, *runs: Run | None) -> None:
    """A button for those of the two that have not been trained yet."""
    configs = pair_of(panel.setting, in_use())
    missing = [config for config, run in zip(configs, runs, strict=True) if run is None]
    if missing:
        st.button(
            panel.say("train_ingredient.start_both" if len(missing) == 2 else "train_ingredient.start"),
            key=f"{panel.name}.go", type="primary", icon=":material/play_arrow:",
            on_click=_go, args=(panel, missing),
        )  # fmt: skip
    if refused := state.recall(panel.name, "refused", None):
        st.warning(explain_safely(panel.language, refused), icon=":material/error:")


def _go(panel: Panel, configs: list[Config]) -> None:
    state.forget(panel.name, "refused")
    try:
        for config in configs:
            start_run(config)
    except LabError as error:
        state.remember(panel.name, "refused", error)


def _states(*runs: Run | None) -> list[State | None]:
    return [run.state if run else None for run in runs]


def _see(panel: Panel, ids: list[str], guess: str, before: list[State | None]) -> None:
    """Both runs as they go on, over each other; at the end, what came of it."""
    store = training.store()
    runs = [store.run(id) for id in ids]
    if [run.state for run in runs] != [state for state in before if state]:
        st.rerun()
    configs = pair_of(panel.setting, in_use())
    full = panel.say("train_ingredient.full")
    less = panel.say("train_ingredient.without", what=panel.say(f"train_ingredient.{panel.setting.take}"))
    curves = []
    for run in runs:
        name = full if run.config == configs[0] else less
        curves.append(Curve(name, store.epochs(run.id), planned=run.config.epochs))
        if run.state is not State.FINISHED:
            _line(panel, run, name)
    ended = [
        list(curve.epochs) for curve, run in zip(curves, runs, strict=True) if run.state is State.FINISHED
    ]
    if len(ended) == 2:
        _verdict(panel, ended[0], ended[1], guess)
    if any(curve.epochs for curve in curves):
        learning_curves(curves, f"{panel.name}.curves")


def _line(panel: Panel, run: Run, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        told = f"**{name}** · {state_word(panel.language, run)} · {progress_told(panel, run)}"
        st.markdown(told, width="content")
        if st.button(panel.say("train_runs.open"), key=f"open-{run.id}", on_click=open_run, args=(run.id,)):
            st.rerun()


def _verdict(panel: Panel, full: list[Epoch], less: list[Epoch], guess: str) -> None:
    both = [round(100 * epochs[-1].val_accuracy, 1) for epochs in (full, less)]
    came = outcome(*both)
    seconds = [sum(epoch.seconds for epoch in epochs) for epochs in (full, less)]
    told = panel.say(
        f"train_verdict.{came}",
        full=both[0],
        less=both[1],
        points=round(abs(both[1] - both[0]), 1),
        time=duration(panel.language, seconds[0]),
        other=duration(panel.language, seconds[1]),
    )
    if guess not in OUTCOMES:
        st.info(told, icon=":material/visibility:")
    elif guess == came:
        st.success(f"{panel.say('ask.right')} {told}", icon=":material/check_circle:")
    else:
        guessed = panel.say("train_verdict.guessed", guess=panel.say(f"train_guess.{guess}"))
        st.warning(f"{guessed} {told}", icon=":material/psychology_alt:")


def _known(panel: Panel, runs: list[Run]) -> None:
    """Every ingredient that was tried here with these epochs and this seed."""
    data, setting = in_use(), panel.setting
    full = _ends(pair_of(setting, data)[0], runs)
    rows = []
    for take in WITHOUT:
        less = _ends(pair_of(Without(take, setting.epochs, setting.seed), data)[1], runs)
        if full and less:
            what = panel.say("train_ingredient.without", what=panel.say(f"train_ingredient.{take}"))
            apart = round(less[0] - full[0], 1)
            rows.append([what, *_cells(panel, less, f"{'+' if apart > 0 else ''}{show(apart)}")])
    if full and rows:
        head = ["", *(panel.say(f"train_ingredient.{name}") for name in ("accuracy", "apart", "time"))]
        rows.insert(0, [panel.say("train_ingredient.full"), *_cells(panel, full, "–")])
        tables.table(head, rows, caption=panel.say("train_ingredient.caption", epochs=setting.epochs))


def _ends(config: Config, runs: list[Run]) -> tuple[float, float] | None:
    """(validation accuracy in percent, seconds) of a finished run of a configuration."""
    run = same_run(config, runs)
    if run is None or run.state is not State.FINISHED:
        return None
    epochs = training.store().epochs(run.id)
    return 100 * epochs[-1].val_accuracy, sum(epoch.seconds for epoch in epochs)


def _cells(panel: Panel, ends: tuple[float, float], apart: str) -> list[str]:
    return [f"{show(round(ends[0], 1))} %", apart, duration(panel.language, ends[1])]
