"""Tasks on code that Python cannot read: the line where it stops, and the line that has to change."""

from collections.abc import Sequence

from cnn_core.architecture.diagnose import diagnose
from cnn_core.architecture.stack import Layer, layer, stack
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.architectures_code import FIRST_LINE, shown
from cnn_core.exercises.tasks.debugger_ends import RARE


def python_line(draw: Draw, side: Sequence[int], filters: Sequence[int]) -> Solved | None:
    """Which line has to change; a bracket that is missing is noticed only where the next one closes.

    One time in `RARE` the mistake is one that Python names itself.
    """
    lines = shown(stack(*_layers(draw, draw.within(side), filters))).split("\n")
    at_once, at = draw.whole(1, RARE) == 1, draw.whole(1, len(lines) - 2)
    if at_once:
        at = draw.pick((at, len(lines) - 1))
    broken = _misspelt(draw, lines[at]) if at_once else _unclosed(lines[at])
    if broken is None:
        return None
    lines[at] = broken
    code = "\n".join(lines)
    findings = diagnose(code).findings
    if len(findings) != 1:  # behind the last layer no comma is needed
        return None
    cause = findings[0].line
    stop = findings[0].shows.line if findings[0].shows else cause
    options = tuple(str(FIRST_LINE + place) for place in range(len(lines) - 1))
    told = {f"line_{place}": lines[int(place) - 1].strip() for place in options}
    values = {"stop": stop, "cause": cause} | told
    return Solved({"code": code}, str(cause), {"python-names-it": str(stop)}, values, options)


def _layers(draw: Draw, n: int, filters: Sequence[int]) -> list[Layer]:
    k, u = draw.pick(filters), draw.pick((5, 10))
    front = [layer("Input", (n, n, draw.pick((1, 3)))), layer("Conv2D", k, 3, activation="relu")]
    pool, flat, last = layer("MaxPooling2D", 3), layer("Flatten"), layer("Dense", u, activation="softmax")
    between = draw.pick((
        (pool, flat), (layer("Conv2D", 2 * k, 3), flat), (flat, layer("Dense", 64)),
        (flat, layer("Dropout", 0.5)),
    ))  # fmt: skip
    return [*front, *between, last]


def _unclosed(line: str) -> str | None:
    """The line without its last bracket; None where that would leave a comma in an empty one.

    >>> _unclosed("    layers.Dense(10),")
    '    layers.Dense(10,'
    """
    return None if line.endswith("(),") else line.removesuffix("),") + ","


def _misspelt(draw: Draw, line: str) -> str:
    """The line without its comma, or with a sign of a Chinese keyboard."""
    if line == "])":
        return draw.pick(("]）", "】)"))
    return line.removesuffix(",") + draw.pick(("", "，"))
