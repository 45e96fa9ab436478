"""Tables beside overlaid curves: what runs came to, and in what they differ."""

from collections.abc import Mapping, Sequence
from statistics import fmean, stdev

import streamlit as st

from app import state
from app.compare_words import differing, is_another, network_changes, percent, points, value_words
from app.markdown import plain
from app.text import say, show
from app.views import tables
from app.views.run_charts import SIGNS
from app.views.run_words import duration
from cnn_core.architecture.trace import total_params
from cnn_core.training.config import Config, traced
from cnn_core.training.outcomes import Numbers

_COLUMNS = ("accuracy", "training", "gap", "loss", "seconds", "params")


def numbers_table(rows: Mapping[str, tuple[Config, Sequence[Numbers]]], epochs: str = "") -> None:
    """What runs came to, one a row; several seeds as mean and standard deviation.

    Args:
        rows: by name, the configuration and the numbers of each seed; none are dashes.
        epochs: how far they are, if they are not all done.
    """
    language = state.language()
    head = ["", *(say(language, f"compare_column.{name}") for name in _COLUMNS)]
    body = [
        [f"{SIGNS[place % len(SIGNS)]} {name}", *_row(language, config, runs)]
        for place, (name, (config, runs)) in enumerate(rows.items())
    ]
    tables.table(head, body, caption=epochs or say(language, "compare.numbers"))


def differences_table(configs: Mapping[str, Config]) -> None:
    """The fields in which configurations differ, and nothing else; changes of the network as a list."""
    language, all_of_them = state.language(), list(configs.values())
    names = differing(all_of_them)
    if not names:
        st.caption(say(language, "compare.no_difference"))
        return
    body = [
        [
            say(language, f"compare_field.{name}"),
            *(value_words(language, name, config) for config in all_of_them),
        ]
        for name in names
    ]
    tables.table(["", *configs], body, caption=say(language, "compare.differences"))
    if "architecture" in names:
        _network_changes(language, configs)


def _network_changes(language: str, configs: Mapping[str, Config]) -> None:
    (first, base), *others = configs.items()
    lines = []
    for name, config in others:
        if is_another(base.architecture, config.architecture):
            lines.append(say(language, "compare.another_network", name=plain(name)))
        elif told := network_changes(language, base.architecture, config.architecture):
            lines.append(say(language, "compare_change.of", name=plain(name), change=told))
    if lines:
        head = say(language, "compare.networks_from", first=plain(first))
        st.markdown("\n".join([head, "", *(f"- {line}" for line in lines)]))


def _row(language: str, config: Config, runs: Sequence[Numbers]) -> list[str]:
    params = show(total_params(traced(config)))
    if not runs:
        return ["–"] * (len(_COLUMNS) - 1) + [params]
    return [
        _with_spread([run.accuracy for run in runs]),
        _with_spread([run.training for run in runs]),
        say(language, "compare.points", n=points(fmean(run.gap for run in runs))),
        f"{fmean(run.loss for run in runs):.3f}",
        duration(language, fmean(run.seconds for run in runs)),
        params,
    ]


def _with_spread(shares: Sequence[float]) -> str:
    mean = percent(fmean(shares))
    return mean if len(shares) < 2 else f"{mean} ± {100 * stdev(shares):.1f}"
