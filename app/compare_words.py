"""What differs between training runs, in words."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from app.markdown import as_code
from app.network_setting import known_name
from app.text import say, show
from cnn_core.architecture.differences import Change, differences
from cnn_core.architecture.emit import emit_layer
from cnn_core.architecture.stack import Architecture, Layer
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import Config

#: Fields whose values have words in the text files, and the tables they stand in.
_WORDED: Final = {
    "data": "data", "scaling": "train_scaling", "whitening": "train_switch", "optimizer": "train_optimizer",
    "schedule": "train_schedule", "precision": "train_precision",
}  # fmt: skip
_PERCENT: Final = ("zoom", "colour")
#: Longer lists of changes tell nobody anything.
MOST_CHANGES: Final = 6


def differing(configs: Sequence[Config]) -> list[str]:
    """Names of the fields in which configurations differ.

    >>> from cnn_core.training.presets import PRESETS
    >>> differing([PRESETS["tutorial"], PRESETS["tutorial"].changed(seed=1, epochs=3)])
    ['epochs', 'seed']
    """
    names = (field.name for field in fields(Config) if field.name != "planned")
    return [name for name in names if any(getattr(one, name) != getattr(configs[0], name) for one in configs)]


def value_words(language: str, name: str, config: Config) -> str:
    """A field's value for a table.

    >>> from cnn_core.training.presets import PRESETS
    >>> value_words("en", "learning_rate", PRESETS["tutorial"])
    '0.001'
    """
    value: Any = getattr(config, name)
    if isinstance(value, Architecture):
        known = known_name(value)
        return say(language, f"net.{known or 'own'}")
    if isinstance(value, Augmentation):
        return _augmentation_words(language, value)
    if name in _WORDED:
        return say(language, f"{_WORDED[name]}.{value}")
    return f"{value:g}" if isinstance(value, float) else show(value)


def is_another(before: Architecture, after: Architecture) -> bool:
    """Whether two networks share less than half of their layers, so that listing changes tells nothing.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> is_another(stack(layer("Flatten")), stack(layer("ReLU")))
    True
    """
    changed = sum(len(change.old) * change.times for change in differences(before, after))
    return 2 * (len(before.layers) - changed) < max(len(before.layers), len(after.layers))


def network_changes(language: str, before: Architecture, after: Architecture) -> str:
    """How one network becomes another, as a line of Markdown; "" if they are alike.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> network_changes("en", stack(layer("Flatten")), stack(layer("Flatten"), layer("Dropout", 0.5)))
    'added: `Dropout(0.5)`'
    >>> network_changes("en", stack(layer("Conv2D", 8, 3)), stack(layer("Conv2D", 8, 3, strides=2)))
    '`Conv2D(8, 3)` with `strides=2`'
    """
    found = differences(before, after)
    told = [_change_words(language, change) for change in found[:MOST_CHANGES]]
    if len(found) > MOST_CHANGES:
        told.append(say(language, "compare.more_changes", n=len(found) - MOST_CHANGES))
    return say(language, "compare_change.between").join(told)


def distinct(names: Sequence[str]) -> list[str]:
    """Names with a number behind those that come again.

    >>> distinct(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    seen: list[str] = []
    made = []
    for name in names:
        seen.append(name)
        made.append(name if seen.count(name) == 1 else f"{name} ({seen.count(name)})")
    return made


def percent(share: float) -> str:
    """A share as people write it.

    >>> percent(0.61234)
    '61.2 %'
    """
    return f"{100 * share:.1f} %".replace("-", "−")


def points(share: float) -> str:
    """A difference of shares in percentage points.

    >>> points(-0.0123)
    '−1.2'
    """
    return f"{100 * share:.1f}".replace("-", "−")


def _augmentation_words(language: str, value: Augmentation) -> str:
    told = []
    for field in fields(Augmentation):
        amount = getattr(value, field.name)
        if amount:
            shown = show(round(100 * amount)) if field.name in _PERCENT else show(amount)
            told.append(say(language, f"compare_augmentation.{field.name}", n=shown))
    between = say(language, "compare_augmentation.between")
    return between.join(told) if told else say(language, "compare_augmentation.nothing")


def _change_words(language: str, change: Change) -> str:
    arguments = _arguments(change)
    if arguments:
        told = say(language, "compare_change.argument", old=_code(change.old), arguments=arguments)
    else:
        kind = "exchanged" if change.old and change.new else "removed" if change.old else "added"
        told = say(language, f"compare_change.{kind}", old=_code(change.old), new=_code(change.new))
    return told if change.times == 1 else say(language, "compare_change.times", change=told, n=change.times)


def _arguments(change: Change) -> str:
    """The arguments in which one layer differs from another of its kind; "" for anything else."""
    if len(change.old) != 1 or len(change.new) != 1 or change.old[0].kind != change.new[0].kind:
        return ""
    (old,), (new,) = change.old, change.new
    names = dict.fromkeys(name for name, _ in (*old.arguments, *new.arguments))
    return " ".join(as_code(f"{name}={_value(new[name])}") for name in names if old[name] != new[name])


def _value(value: object) -> str:
    if isinstance(value, tuple) and len(value) == 2 and value[0] == value[1]:
        return repr(value[0])
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _code(layers: Sequence[Layer]) -> str:
    return " ".join(as_code(emit_layer(one, prefix="")) for one in layers)
