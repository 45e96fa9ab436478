"""What a run will cost, before it starts."""

from collections.abc import Mapping

import streamlit as st

from app.text import say, show
from app.train_runs import machine_speed
from app.views.run_words import duration
from cnn_core.training.config import Config, traced
from cnn_core.training.estimate import Estimate, estimate

_WIDTH = 146  # pixels of a fact: two of them on a phone


def cost(language: str, config: Config) -> None:
    """Weights, work, time and memory in a row, and where the time comes from."""
    told = estimate(traced(config), config, machine_speed())
    with st.container(border=True, key="train-cost"):
        facts({say(language, f"train_cost.{name}"): value for name, value in _facts(language, told).items()})
        st.caption(_source(language, config, told))


def facts(shown: Mapping[str, str]) -> None:
    """Short facts under their names, side by side as far as there is room."""
    with st.container(horizontal=True, gap="small"):
        for name, value in shown.items():
            st.markdown(f"{name}  \n**{value}**", width=_WIDTH)


def _facts(language: str, told: Estimate) -> dict[str, str]:
    return {
        "params": show(told.params),
        "macs": say(language, "train_cost.million", n=round(told.macs / 1e6, 1)),
        "time": duration(language, told.seconds),
        "memory": f"{show(round(told.bytes / 1e9, 1))} GB",
    }


def _source(language: str, config: Config, told: Estimate) -> str:
    epoch = say(
        language,
        "train_cost.epoch",
        epochs=config.epochs,
        each=duration(language, told.epoch_seconds),
    )
    speed = told.speed
    where = (
        say(language, "train_cost.measured", n=speed.runs)
        if speed.runs
        else say(language, "train_cost.usual", speed=round(speed.macs / 1e9))
    )
    return f"{epoch} {where}"
