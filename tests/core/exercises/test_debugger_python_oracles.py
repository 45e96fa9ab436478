"""Exercises on code that Python cannot read: Python reads it, and Keras runs what can be read."""

import keras
import pytest

from tests.core.exercises.ran_code import cases


def stops_at(code: str) -> int | None:
    """The line that Python names; None if it reads the code."""
    try:
        compile(code, "code", "exec")
    except SyntaxError as error:
        return error.lineno
    return None


def runs(code: str) -> bool:
    if stops_at(code) is not None:
        return False
    try:
        exec(code, {"keras": keras, "layers": keras.layers})
    except Exception:
        return False
    return True


def with_one_sign_more(code: str, at: int) -> list[str]:
    """The code with a bracket or a comma more somewhere in a line, or with its last sign typed anew."""
    lines = code.splitlines()
    line = lines[at - 1]
    grown = [line[:place] + sign + line[place:] for sign in ")]," for place in range(1, len(line) + 1)]
    typed = [line[:-1] + sign for sign in ",)"] + [f"]{line[1:]}"]
    return ["\n".join([*lines[: at - 1], one, *lines[at:]]) for one in grown + typed]


@pytest.mark.parametrize("case", cases("debugger.python-line"), ids=lambda case: case.seed)
def test_one_line_alone_can_be_mended(case):
    code = case.given["code"]
    assert stops_at(code) == case.values["stop"]
    helps = {
        option
        for option in case.case.options
        if any(runs(changed) for changed in with_one_sign_more(code, int(option)))
    }
    assert helps == {case.answer}
