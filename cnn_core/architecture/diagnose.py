"""What is wrong with a piece of Keras code, line by line, and the code that mends it.

Two kinds of mistakes: Keras refuses the first; the second it runs, but it does not do what was meant.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cnn_core.architecture.causes import explained
from cnn_core.architecture.making import is_refused_when_made, refused_when_made
from cnn_core.architecture.parse import Reading, read
from cnn_core.architecture.patch import patched
from cnn_core.architecture.scan import place
from cnn_core.architecture.silent import keras_builds, silent_mistakes
from cnn_core.architecture.spelling import respelled
from cnn_core.architecture.stack import Architecture, Span
from cnn_core.architecture.trace import Row, attempt, layer_names
from cnn_core.errors import LabError

MOST_SILENT = 8
#: Refused here, though Keras may well take it: code that is no network in a row of plain lines.
NOT_READ = frozenset(
    {
        *("code_not_text", "code_too_long", "code_too_deep", "code_not_read", "odd_character", "not_keras"),
        *("number_too_large", "too_many_values", "cannot_work_out", "division_by_zero", "cannot_unpack"),
        *("value_from_elsewhere", "object_as_argument", "layer_as_argument", "not_callable"),
        *("several_models", "several_inputs", "several_outputs", "model_in_model", "layer_shared"),
        *("no_layers", "too_many_layers", "input_inside"),
    }
)


@dataclass(frozen=True)
class Finding:
    """One mistake.

    Attributes:
        key: the name of the mistake: a LabError's, or one of the silent mistakes listed in `silent`.
        runs: whether Keras takes the code all the same, without a word.
        values: what was received; of a layer that fails also `layer_name`, as Keras calls it.
        line: where it is, counted from 1; None if no line is to blame.
        span: the piece of code to change; None if there is none.
        position: of the layer to blame; None if the code could not be read.
        repaired: the whole code with this mistake mended; None if there is no one way to mend it.
        shows: another piece of code, where the mistake shows: the layer that Keras stops at, or the loss that
            does not fit; None if it shows where it is.
    """

    key: str
    runs: bool
    values: dict[str, Any] = field(default_factory=dict)
    line: int | None = None
    span: Span | None = None
    position: int | None = None
    repaired: str | None = None
    shows: Span | None = None

    @property
    def when_made(self) -> bool:
        """Whether Keras refuses a layer when it is made, before it meets a shape."""
        return bool(self.values.get("when_made")) and not self.runs

    @property
    def not_read(self) -> bool:
        """Whether this is no mistake but more than can be read here."""
        return self.key in NOT_READ


@dataclass(frozen=True)
class Diagnosis:
    """All that was found; `rows`: the layers that work; `architecture`: None if the code is unreadable."""

    findings: tuple[Finding, ...]
    architecture: Architecture | None = None
    rows: tuple[Row, ...] = ()


def diagnose(code: str) -> Diagnosis:
    """Look for every mistake in Keras code, the first bad line first. Nothing is executed, nothing raised.

    Of layers in a list, those come first that Keras refuses to make: it makes all before it joins them.

    >>> found = diagnose("Input((28, 28))" + chr(10) + "Conv2D(32, 3)").findings[0]
    >>> found.key, found.line, found.shows.line
    ('no_channel_axis', 1, 2)
    >>> print(found.repaired)
    Input((28, 28, 1))
    Conv2D(32, 3)
    """
    try:
        reading = read(code)
    except LabError as error:
        return Diagnosis((_unreadable(code, error),))
    rows, error_met = attempt(reading.architecture)
    found = [*_refused(code, reading.architecture, rows, error_met)] if error_met else []
    found += (one for one in _silent(code, reading, rows) if one.key not in {other.key for other in found})
    in_a_list = re.search(r"Sequential\(\s*(layers\s*=\s*)?\[", code) is not None
    found.sort(key=lambda one: (not (in_a_list and one.when_made), one.span.start if one.span else 0))
    return Diagnosis(tuple(found), reading.architecture, tuple(rows))


def _refused(
    code: str, architecture: Architecture, rows: list[Row], error_met: LabError
) -> Iterator[Finding]:
    """The layer that fails, and those from there on that could not even be made."""
    if not architecture.layers:
        yield _failure(code, architecture, error_met)
    for position in range(len(rows), len(architecture.layers)):
        error = refused_when_made(architecture.layers[position])
        if error and error.key != "groups_do_not_divide":  # how many channels it gets is not known
            error.values.pop("shape", None)
            yield _failure(code, architecture, explained(architecture, rows, position, error))
        elif position == len(rows):
            yield _failure(code, architecture, error_met)


def _unreadable(code: str, error: LabError) -> Finding:
    span, line, shows = error.values.get("span"), error.values.get("line"), None
    if "opened_line" in error.values:  # a bracket shows to be missing where the next one closes
        line, shows = error.values["opened_line"], span
        span = _whole_line(code, line)
    runs = error.key == "layer_unused"
    return Finding(error.key, runs, error.values, line, span, None, respelled(code, error), shows)


def _whole_line(code: str, line: int) -> Span:
    lines = code.split("\n")
    words = lines[line - 1].strip()
    start = len("\n".join(lines[: line - 1])) + (line > 1) + lines[line - 1].index(words)
    span: Span = place(code, start, start + len(words))["span"]
    return span


def _failure(code: str, architecture: Architecture, error: LabError) -> Finding:
    culprit, failing, repair = (error.values.get(name) for name in ("culprit", "layer", "repair"))
    if culprit is None or failing is None:
        return Finding(error.key, keras_builds(architecture, error), error.values)
    name = layer_names(architecture.layers)[failing]
    when_made = is_refused_when_made(architecture.layers[failing], error.values["refused"], error.values)
    span, shows = architecture.layers[culprit].span, architecture.layers[failing].span
    listed = bool(shows and re.match(r"\s*\(\s*[\[(]", code[shows.stop :]))  # Add()([x]) adds one thing
    return Finding(
        error.key,
        keras_builds(architecture, error) or (listed and error.key == "merge_needs_branches"),
        error.values | {"layer_name": name, "when_made": when_made},
        span.line if span else None,
        span,
        culprit,
        patched(code, architecture, repair) if repair else None,
        None if failing == culprit else shows,
    )


def _silent(code: str, reading: Reading, rows: list[Row]) -> Iterator[Finding]:
    """The first of them: a repair takes time, and the others are told when these are mended."""
    mistakes = sorted(silent_mistakes(code, reading, rows), key=lambda one: one.position)
    for one in mistakes[:MOST_SILENT]:
        span = reading.architecture.layers[one.position].span
        repaired = patched(code, reading.architecture, one.repair) if one.repair else None
        if one.loss:
            span, name = one.loss
            repaired = code[: span.start] + name + code[span.stop :]
        line = span.line if span else None
        yield Finding(one.key, True, one.values, line, span, one.position, repaired, one.shows)
