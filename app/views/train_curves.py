"""Recorded curves of real runs, without their names: which shows what?"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import streamlit as st

from app import questions
from app.lesson import Lesson
from app.link import choice
from app.panel import Panel, Topic
from app.questions import Question
from app.text import ASSETS
from app.views.run_charts import Curve, learning_curves
from app.views.run_reading import words
from app.views.run_words import described
from cnn_core.store.records import Epoch, Steps
from cnn_core.training.config import Config
from cnn_core.training.curves import Finding, reading

FOLDER: Final = ASSETS / "lessons" / "train" / "curves"
#: What each letter is: in no order that gives it away.
LETTERS: Final = {
    "a": "rate_low", "b": "overfitting", "c": "healthy", "d": "made_harder", "e": "rate_high",
}  # fmt: skip
OPTIONS: Final = ("healthy", "overfitting", "rate_high", "rate_low", "made_harder", "bug")
#: The wrong idea that people have of a curve, and what they take it for.
BELIEFS: Final = {
    "rate_low": {"rising-is-healthy": "healthy", "flat-is-too-high": "rate_high"},
    "overfitting": {"training-counts": "healthy"},
    "healthy": {"any-gap-is-overfitting": "overfitting", "validation-above-is-a-bug": "bug"},
    "made_harder": {"validation-above-is-a-bug": "bug"},
    "rate_high": {"flat-is-slow": "rate_low", "stuck-is-a-bug": "bug"},
}


@dataclass(frozen=True)
class Which:
    """The curve in view."""

    curve: str = "a"


@dataclass(frozen=True, eq=False)
class Recorded:
    """A run as it was recorded."""

    config: Config
    epochs: tuple[Epoch, ...]
    steps: Steps


def _controls(panel: Panel) -> None:
    panel.choose("curve", tuple(LETTERS), panel.say("train_recorded.which"), "train_recorded")


RECORDED = Topic(Which(), {"curve": choice("curve", tuple(LETTERS))}, _controls)


@cache
def recorded(name: str) -> Recorded:
    """A recorded run by what it shows."""
    told = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    epochs = tuple(Epoch(int(number), *values) for number, *values in told["epochs"])
    steps = Steps(np.array(told["loss"], np.float32), np.array(told["accuracy"], np.float32), told["steps"])
    return Recorded(Config.from_json(json.dumps(told["config"])), epochs, steps)


def findings(name: str) -> tuple[Finding, ...]:
    """What the recorded curves say."""
    return reading(recorded(name).epochs, recorded(name).steps)


def curve_question(panel: Panel) -> Question:
    """What does this curve show?"""
    name = LETTERS[panel.setting.curve]
    run = recorded(name)
    values = {
        "reading": " ".join(words(panel.language, one) for one in findings(name)),
        "settings": described(panel.language, run.config),
    }
    return Question("choice", name, BELIEFS[name], values, OPTIONS, about=name)


def curves(lesson: Lesson) -> None:
    """A curve to judge."""

    def judge(panel: Panel) -> None:
        run = recorded(LETTERS[panel.setting.curve])
        curve = Curve(
            panel.say(f"train_recorded.{panel.setting.curve}"), run.epochs, run.steps, run.config.epochs
        )
        learning_curves([curve], f"{panel.name}.curves")
        name = f"{panel.name}.{panel.setting.curve}"
        if questions.ask(name, "curves.ask", curve_question(panel), lesson.text):
            st.caption(panel.say("train_recorded.was", settings=described(panel.language, run.config)))

    lesson.study(RECORDED, None, judge)
