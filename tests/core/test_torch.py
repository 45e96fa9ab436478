"""Beyond Keras, PyTorch is the oracle of pooling and convolution: recorded always, live where installed."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from cnn_core.convolution import conv2d
from cnn_core.errors import LabError
from cnn_core.pooling import pool2d

ORACLES = Path(__file__).resolve().parents[1] / "oracles"
TABLE = json.loads((ORACLES / "torch_windows.json").read_text())


def our_answer(case):
    """The case by our functions, (C, H', W'), or None where they refuse."""
    x = np.array(case["x"], float)
    common = {key: case[key] for key in ("strides", "padding", "dilation")}
    try:
        if case["op"] == "conv":
            kernel = np.array(case["kernel"], float)  # (filters, C / groups, h, w)
            kernel = np.moveaxis(kernel, (0, 1), (3, 2))  # (h, w, C / groups, filters)
            return conv2d(x, kernel, groups=case["groups"], data_format="channels_first", **common)
        return pool2d(
            x,
            case["pool_size"],
            mode=case["op"],
            data_format="channels_first",
            ceil_mode=case["ceil_mode"],
            count_include_pad=case["count_include_pad"],
            **common,
        )
    except LabError as error:
        assert error.key in ("window_does_not_fit", "padding_too_large"), error
        return None


def assert_same(ours, theirs, case):
    """Both refuse, or both have the same values."""
    assert (ours is None) == (theirs is None), case
    if theirs is not None:
        np.testing.assert_allclose(ours, np.array(theirs), rtol=1e-9, atol=1e-8, err_msg=str(case))


@pytest.mark.parametrize("number", range(len(TABLE["cases"])))
def test_recorded_cases(number):
    """Each case of the table written by tests/oracles/make_torch_table.py."""
    case = TABLE["cases"][number]
    assert_same(our_answer(case), case["y"], case)


def test_the_table_is_worth_its_name():
    """It holds every operation, with refusals, and with what Keras cannot do."""
    cases = TABLE["cases"]
    answered = [case for case in cases if case["y"] is not None]
    assert {case["op"] for case in answered} == {"max", "average", "l2", "conv"}
    assert len(answered) > 250
    assert len(cases) > len(answered)
    for odd in ("ceil_mode", "count_include_pad"):
        assert sum(case[odd] for case in answered) > 20
    assert sum(case["ceil_mode"] and case["count_include_pad"] for case in answered) > 10
    assert sum(max(case["dilation"]) > 1 for case in answered if case["op"] == "max") > 20


def test_live():
    """A thousand new cases against the running torch."""
    pytest.importorskip("torch", reason="PyTorch is not installed; its recorded answers are tested instead")
    oracle = runpy.run_path(str(ORACLES / "make_torch_table.py"))
    rng = np.random.default_rng()
    for _ in range(250):
        for op in oracle["OPERATIONS"]:
            case = oracle["random_case"](op, rng)
            assert_same(our_answer(case), oracle["torch_answer"](case), case)
