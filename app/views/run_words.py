"""Runs in words: what they are called, where they stand, what happened to them."""

from typing import Any, Final

from app.markdown import explain_safely
from app.text import say, show
from app.train_setting import AS_IT_IS, CHANGES, Recipe, nearest_preset, network_name
from cnn_core.errors import LabError
from cnn_core.store.records import Event, Run, State
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import Config
from cnn_core.training.presets import PRESETS

ICONS: Final = {
    State.QUEUED: ":material/hourglass_empty:",
    State.RUNNING: ":material/directions_run:",
    State.PAUSED: ":material/pause_circle:",
    State.FINISHED: ":material/check_circle:",
    State.STOPPED: ":material/stop_circle:",
    State.FAILED: ":material/error:",
}
#: Fields of a configuration that are told as changes, in this order; those with words have their prefix.
_TOLD: Final = {
    "epochs": "", "images": "", "batch_size": "", "optimizer": "train_optimizer", "learning_rate": "",
    "schedule": "train_schedule", "weight_decay": "", "label_smoothing": "", "scaling": "train_scaling",
    "whitening": "train_switch", "precision": "train_precision", "seed": "",
}  # fmt: skip
_MOST_TOLD: Final = 3


def duration(language: str, seconds: float) -> str:
    """A length of time, as exact as one cares."""
    whole = max(1, round(seconds))
    if whole < 100:
        return say(language, "train_time.seconds", n=whole)
    if whole < 3600:
        return say(language, "train_time.minutes", m=whole // 60, s=whole % 60)
    return say(language, "train_time.hours", h=whole // 3600, m=whole % 3600 // 60)


def title(language: str, run: Run) -> str:
    """What a run is called: its name, or the preset and what differs from it."""
    return run.name or described(language, run.config)


def described(language: str, config: Config) -> str:
    """A configuration in a few words, for want of a name."""
    preset = nearest_preset(config)
    changes = _changes(language, PRESETS[preset], config)
    name = say(language, f"train_preset.{preset}")
    if not changes:
        return name
    told = say(language, "train_field.and").join(changes[:_MOST_TOLD]) + (
        "…" if len(changes) > _MOST_TOLD else ""
    )
    return say(language, "train_field.changed", name=name, changes=told)


def changes_told(language: str, recipe: Recipe) -> str:
    """How a recipe differs from its preset; "" if it does not."""
    preset = nearest_preset(recipe.config)
    changes = _changes(language, PRESETS[preset], recipe.config)
    for field in (*CHANGES, "dropout"):
        value = getattr(recipe, field)
        if value not in (AS_IT_IS, "0"):
            changes.append(_pair(language, field, say(language, f"train_{field}.{value}")))
    return say(language, "train_field.and").join(changes)


def _changes(language: str, preset: Config, config: Config) -> list[str]:
    told = []
    if config.architecture != preset.architecture:
        told.append(network_word(language, config))
    for field, words in _TOLD.items():
        value = getattr(config, field)
        if value != getattr(preset, field) and not (field == "images" and config.data != preset.data):
            told.append(_pair(language, field, say(language, f"{words}.{value}") if words else _plain(value)))
    if config.augmentation != preset.augmentation:
        told.append(_augmentation(language, config.augmentation))
    return told


def _pair(language: str, field: str, value: str) -> str:
    return say(language, "train_field.is", name=say(language, f"train_field.{field}"), value=value)


def _plain(value: Any) -> str:
    return show(value) if isinstance(value, int) or value >= 1 or value == 0 else f"{value:.3g}"


def _augmentation(language: str, augmentation: Augmentation) -> str:
    if augmentation == Augmentation():
        return say(language, "train_field.no_augmentation")
    parts = []
    for field in ("flip", "shift", "rotate", "zoom", "colour", "cutout"):
        if value := getattr(augmentation, field):
            name = say(language, f"train_field.{field}")
            parts.append(name if value is True else _pair(language, field, _plain(value)))
    return say(language, "train_field.and").join(parts)


def network_word(language: str, config: Config) -> str:
    """What its network is called."""
    return net_name(language, network_name(config.architecture))


def net_name(language: str, name: str) -> str:
    """What a network of the menu is called."""
    return say(language, f"train_net.{name}" if name in ("fast", "workbench", "own") else f"net.{name}")


def state_word(language: str, run: Run) -> str:
    """Where it stands, in a word or two, with its sign."""
    return f"{ICONS[run.state]} {say(language, f'train_state.{run.state}')}"


def failure(language: str, error: LabError | None) -> str:
    """Why it failed and what to change."""
    return explain_safely(language, error) if error else say(language, "train_state.no_reason")


#: Events that have words of their own; of others the page is silent.
EVENTS: Final = (
    "started", "resumed", "worker_lost", "engine_closed", "paused", "queued", "stopped", "finished", "failed",
    "extended",
)  # fmt: skip


def happened(language: str, event: Event) -> str:
    """An event as a sentence; "" for one that nobody needs to know."""
    if event.key not in EVENTS:
        return ""
    epochs = int(event.values.get("epochs", 0))
    key = "resumed_from_start" if event.key == "resumed" and not epochs else event.key
    return say(language, f"train_event.{key}", n=epochs + (key == "resumed"), epochs=epochs)
