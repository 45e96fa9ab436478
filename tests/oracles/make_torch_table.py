"""Writes torch_windows.json: what PyTorch answers where pooling and convolution go beyond Keras.

PyTorch is no requirement of the tests, which read the table. To write it again, where torch is installed:

    python tests/oracles/make_torch_table.py

The live comparison in tests/core asks the same question, `torch_answer`, of the running torch.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

TABLE = Path(__file__).with_name("torch_windows.json")
CASES_EACH = 90
OPERATIONS = ("max", "average", "l2", "conv")
DOES_NOT_FIT = ("Output size is too small", "output size is too small", "Kernel size can't be greater than")


def torch_answer(case: dict[str, Any]) -> np.ndarray | None:
    """PyTorch's result, (C, H', W') float64, or None if it refuses or a window pools padding alone."""
    x = torch.tensor(case["x"], dtype=torch.float64)[None]  # (1, C, H, W)
    try:
        y = _ANSWERS[case["op"]](x, case)
    except RuntimeError as error:
        if any(words in str(error) for words in DOES_NOT_FIT):
            return None
        raise
    if case["op"] == "l2" and torch.isinf(_max(x, case)).any():
        return None
    return None if torch.isinf(y).any() else y[0].numpy()


def _max(x: torch.Tensor, case: dict[str, Any]) -> torch.Tensor:
    x, padding = _padding_for(x, case, fill=-torch.inf)
    return functional.max_pool2d(
        x, case["pool_size"], case["strides"], padding, case["dilation"], case["ceil_mode"]
    )


def _average(x: torch.Tensor, case: dict[str, Any]) -> torch.Tensor:
    (top, bottom), (left, right) = case["padding"]
    assert top == bottom and left == right
    return functional.avg_pool2d(
        x, case["pool_size"], case["strides"], (top, left), case["ceil_mode"], case["count_include_pad"]
    )


def _l2(x: torch.Tensor, case: dict[str, Any]) -> torch.Tensor:
    # torch rescales a window that ceil_mode lets hang over; ONNX and this project add up what is there.
    assert not case["ceil_mode"]
    return functional.lp_pool2d(_pad(x, case["padding"], 0), 2.0, case["pool_size"], case["strides"])


def _conv(x: torch.Tensor, case: dict[str, Any]) -> torch.Tensor:
    x, padding = _padding_for(x, case, fill=0)
    kernel = torch.tensor(case["kernel"], dtype=torch.float64)  # (filters, C / groups, h, w)
    return functional.conv2d(x, kernel, None, case["strides"], padding, case["dilation"], case["groups"])


_ANSWERS = {"max": _max, "average": _average, "l2": _l2, "conv": _conv}


def _padding_for(x: torch.Tensor, case: dict[str, Any], fill: float) -> tuple[torch.Tensor, tuple[int, int]]:
    """Torch's own padding where it can express it: equal on both sides; for pooling at most half a window."""
    (top, bottom), (left, right) = case["padding"]
    rows, columns = case["pool_size"]
    small = case["op"] == "conv" or (2 * top <= rows and 2 * left <= columns)
    if top == bottom and left == right and small:
        return x, (top, left)
    assert not case.get("ceil_mode"), "the padding would count as input"
    return _pad(x, case["padding"], fill), (0, 0)


def _pad(x: torch.Tensor, padding: list[list[int]], fill: float) -> torch.Tensor:
    (top, bottom), (left, right) = padding
    return functional.pad(x, (left, right, top, bottom), value=fill)


def random_case(op: str, rng: np.random.Generator) -> dict[str, Any]:
    """A case of small whole numbers: sides, windows, strides, dilations and paddings of both axes differ."""
    window = rng.integers(1, 5, 2)
    dilation = rng.integers(1, 4, 2) if op in ("max", "conv") and rng.random() < 0.5 else np.ones(2, int)
    strides = np.ones(2, int) if op == "conv" and dilation.max() > 1 else rng.integers(1, 5, 2)
    ceil_mode = bool(op in ("max", "average") and rng.random() < 0.5)
    if ceil_mode or op == "average":
        padding = [[int(rng.integers(0, side // 2 + 1))] * 2 for side in window]
    else:
        padding = [rng.integers(0, side // 2 + 1 + (rng.random() < 0.2), 2).tolist() for side in window]
    groups = int(rng.integers(1, 4)) if op == "conv" else 1
    channels = groups * int(rng.integers(1, 3))
    low, high = [(-9, 10), (-9, 0), (0, 10)][rng.integers(3)]
    case = {
        "op": op,
        "x": rng.integers(low, high, (channels, *rng.integers(1, 10, 2))).tolist(),
        "pool_size": window.tolist(),
        "strides": strides.tolist(),
        "padding": padding,
        "dilation": dilation.tolist(),
        "ceil_mode": ceil_mode,
        "count_include_pad": bool(op == "average" and rng.random() < 0.6),
        "groups": groups,
    }
    if op == "conv":
        filters = groups * int(rng.integers(1, 3))
        case["kernel"] = rng.integers(-9, 10, (filters, channels // groups, *window)).tolist()
    return case


def main() -> None:
    """Write the table; the same every time with the same torch and NumPy."""
    rng = np.random.default_rng(20240217)
    cases = []
    for op in OPERATIONS:
        for _ in range(CASES_EACH):
            case = random_case(op, rng)
            answer = torch_answer(case)
            case["y"] = None if answer is None else np.round(answer, 9).tolist()
            cases.append(case)
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    TABLE.write_text(f'{{"torch":"{torch.__version__}","cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
