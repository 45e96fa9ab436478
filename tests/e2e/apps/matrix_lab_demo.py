"""The matrix lab alone, over a few lines of plain Python: the app that the tests of the matrix lab drive.

Query parameters: `kind` (one of KINDS), `lang` ("en", "zh-Hant"), `scale`, and the flags `usage`, `covered`.
"""

import sys
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from app.matrix_lab import LABELS, Edit, Sheets, StepPin, matrix_lab

EN = {
    "first": "First", "previous": "Previous", "play": "Play", "pause": "Pause", "next": "Next",
    "last": "Last",
    "speed": "Speed", "player": "Walk through the output", "scrub": "Step {{n}} of {{total}}",
    "add_row": "Add a row", "remove_row": "Remove a row", "add_column": "Add a column",
    "remove_column": "Remove a column", "cell": "row {{r}}, column {{c}}",
    "cell_bad": "Row {{r}}, column {{c}}: {{message}}", "padding_cell": "Padding: not part of the input",
    "used": "{{value}} in row {{r}}, column {{c}} is used by {{n}} windows",
    "used_once": "{{value}} in row {{r}}, column {{c}} is used by one window",
    "unused": "{{value}} in row {{r}}, column {{c}} is used by no window",
    "window": "The window", "winner": "The largest value", "hatched": "No window reaches these cells",
    "help": "Keyboard and pasting",
    "input_help": "Arrow keys move, typing replaces, F2 edits inside, Enter goes down, Esc restores.",
    "paste_help": "A block from a spreadsheet can be pasted; the grid grows.",
    "output_help": "In the output, arrow keys move the window.",
}  # fmt: skip
ZH = {
    "first": "第一格", "previous": "上一格", "play": "播放", "pause": "暫停", "next": "下一格",
    "last": "最後一格",
    "speed": "速度", "player": "逐格走過輸出", "scrub": "第 {{n}} 步，共 {{total}} 步",
    "add_row": "增加一列", "remove_row": "減少一列", "add_column": "增加一行", "remove_column": "減少一行",
    "cell": "第 {{r}} 列第 {{c}} 行", "cell_bad": "第 {{r}} 列第 {{c}} 行：{{message}}",
    "padding_cell": "填補的格子，不屬於輸入",
    "used": "第 {{r}} 列第 {{c}} 行的 {{value}} 被 {{n}} 個窗口用到",
    "used_once": "第 {{r}} 列第 {{c}} 行的 {{value}} 只被一個窗口用到",
    "unused": "第 {{r}} 列第 {{c}} 行的 {{value}} 沒有窗口用到",
    "window": "窗口", "winner": "最大值", "hatched": "沒有窗口到達的格子", "help": "鍵盤與貼上",
    "input_help": "方向鍵移動，直接輸入就取代，F2 在格內編輯，Enter 往下，Esc 還原。",
    "paste_help": "可以貼上試算表的一塊數字，矩陣會自動長大。",
    "output_help": "在輸出矩陣裡，方向鍵移動窗口。",
}  # fmt: skip
assert set(EN) == set(ZH) == set(LABELS)

#: sheets, side, kernel side (0: max pooling), window, stride, padding (top, bottom, left, right), dilation
KINDS: dict[str, tuple[int, int, int, int, int, tuple[int, int, int, int], int]] = {
    "pool": (1, 4, 0, 2, 2, (0, 0, 0, 0), 1),
    "pool3": (3, 4, 0, 2, 2, (0, 0, 0, 0), 1),
    "poolpad": (1, 5, 0, 2, 2, (0, 1, 0, 1), 1),
    "stride3": (1, 8, 0, 3, 3, (0, 0, 0, 0), 1),
    "overlap": (1, 5, 0, 3, 1, (0, 0, 0, 0), 1),
    "conv": (1, 5, 3, 3, 1, (0, 0, 0, 0), 1),
    "convpad": (1, 5, 3, 3, 2, (1, 1, 1, 1), 1),
    "rgb": (3, 5, 3, 3, 1, (0, 0, 0, 0), 1),
    "big": (1, 12, 3, 3, 1, (1, 1, 1, 1), 1),
    "bigpool": (1, 12, 0, 2, 2, (0, 0, 0, 0), 1),
    "dilated": (1, 7, 3, 3, 1, (0, 0, 0, 0), 2),
}
KERNEL = (("1", "0", "-1"), ("2", "0", "-2"), ("1", "0", "-1"))
NUMBER = (1, 9, 3, 4, 2, 0, 5, 8, 7, 6)


def show(value: Fraction) -> str:
    return f"{float(value):.3g}".replace("-", "−")


def parse(text: str) -> Fraction | None:
    try:
        return Fraction(text.strip().replace("−", "-"))
    except (ValueError, ZeroDivisionError):
        return None


def taps(size: int, window: int, stride: int, before: int, after: int, dilation: int) -> list[list[int]]:
    extent = (window - 1) * dilation + 1
    starts = range(-before, size + after - extent + 1, stride)
    return [[start + tap * dilation for tap in range(window)] for start in starts]


def first_state(kind: str) -> dict[str, Any]:
    sheets, side, kernel, *_ = KINDS[kind]
    texts = [
        [[str(NUMBER[(3 * r + 7 * c + c * r + 2 * s) % 10]) for c in range(side)] for r in range(side)]
        for s in range(sheets)
    ]
    return {
        "gen": f"{kind}-0",
        "version": 0,
        "input": texts,
        "kernel": [[list(row) for row in KERNEL] for _ in range(sheets)] if kernel else None,
        "step": 0,
        "sheet": 0,
        "play": 0,
        "message": "",
    }


def build(
    kind: str, state: dict[str, Any], lang: str, scale: float, usage: bool, covered: bool
) -> dict[str, Any]:
    _, _, _, window, stride, (top, bottom, left, right), dilation = KINDS[kind]
    labels = ZH if lang == "zh-Hant" else EN
    texts, kernels = state["input"], state["kernel"]
    height, width = len(texts[0]), len(texts[0][0])
    window_rows, window_cols = (len(kernels[0]), len(kernels[0][0])) if kernels else (window, window)
    rows = taps(height, window_rows, stride, top, bottom, dilation)
    cols = taps(width, window_cols, stride, left, right, dilation)
    if not rows or not cols:
        rows, cols = [], []
    bad_text = "不是數字" if lang == "zh-Hant" else "this is no number"

    def read(sheets: Sheets) -> tuple[list[list[list[Fraction]]], list[list[list[Any]]]]:
        bad: list[list[list[Any]]] = [
            [
                [r, c, bad_text]
                for r, row in enumerate(sheet)
                for c, text in enumerate(row)
                if parse(text) is None
            ]
            for sheet in sheets
        ]
        return [[[parse(text) or Fraction(0) for text in row] for row in sheet] for sheet in sheets], bad

    values, bad = read(texts)
    weights, kernel_bad = read(kernels) if kernels else ([], [])

    def inside(r: int, c: int) -> bool:
        return 0 <= r < height and 0 <= c < width

    def pool(sheet: int, i: int, j: int) -> tuple[Fraction, list[list[int]], list[str]]:
        cells = [(r, c) for r, c in product(rows[i], cols[j]) if inside(r, c)]
        best = max(values[sheet][r][c] for r, c in cells)
        line = f"max({', '.join(show(values[sheet][r][c]) for r, c in cells)}) = {show(best)}"
        return best, [[r, c] for r, c in cells if values[sheet][r][c] == best], [line]

    def convolve(i: int, j: int) -> tuple[Fraction, list[str]]:
        total, lines = Fraction(0), []
        for s, sheet in enumerate(values):
            products = [
                (sheet[r][c] if inside(r, c) else Fraction(0), weights[s][a][b])
                for (a, r), (b, c) in product(enumerate(rows[i]), enumerate(cols[j]))
            ]
            part = sum((x * w for x, w in products), Fraction(0))
            total += part
            terms = " + ".join(f"{show(x)}×{show(w) if w >= 0 else f'({show(w)})'}" for x, w in products)
            lines.append(f"{terms} = {show(part)}")
        return total, [*lines, f"= {show(total)}"] if len(values) > 1 else lines

    output, winners, steps = [], [], []
    places = [[(i, j) for j in range(len(cols))] for i in range(len(rows))]
    for s in range(1 if kernels else len(values)):
        cells = [[convolve(i, j) if kernels else pool(s, i, j) for i, j in row] for row in places]
        output.append([["?" if covered else show(cell[0]) for cell in row] for row in cells])
        winners.append([[cell[1] if not kernels else [] for cell in row] for row in cells])
        say = "Row {}, column {}. {}.".format
        steps.append(
            [
                [
                    None if covered else {"lines": cell[-1], "say": say(i + 1, j + 1, cell[-1][-1])}
                    for j, cell in enumerate(row)
                ]
                for i, row in enumerate(cells)
            ]
        )
    used_rows = [sum(r in window for window in rows) for r in range(-top, height + bottom)]
    used_cols = [sum(c in window for window in cols) for c in range(-left, width + right)]
    names = ["R", "G", "B"] if len(texts) == 3 else [""]
    hues = ["r", "g", "b"] if len(texts) == 3 else [""]

    def part(
        title: str, sheets: Sheets, faults: list[list[list[Any]]] | None = None, most: int = 12
    ) -> dict[str, Any]:
        named = len(sheets) == len(texts)
        return {
            "title": title,
            "sheets": [
                {
                    "name": names[s] if named else "",
                    "hue": hues[s] if named else "",
                    "texts": sheet,
                    "bad": faults[s] if faults else [],
                }
                for s, sheet in enumerate(sheets)
            ],
            "editable": True,
            "resizable": True,
            "min_side": 1,
            "max_side": most,
        }

    zh = lang == "zh-Hant"
    note = ("先猜猜看" if zh else "Guess first") if covered else ""
    if not rows:
        note = "沒有窗口放得進輸入" if zh else "No window fits into the input"

    def mean(s: int, i: int, j: int) -> str:
        cells = [values[s][r][c] for r, c in product(rows[i], cols[j]) if inside(r, c)]
        return show(sum(cells, Fraction(0)) / len(cells))

    average = [[[mean(s, i, j) for i, j in row] for row in places] for s in range(len(values))]
    return {
        "gen": state["gen"],
        "version": state["version"],
        "lang": lang,
        "scale": scale,
        "pairing": "sum" if kernels else "each",
        "input": part("輸入" if zh else "Input", texts, bad),
        "kernel": part("卷積核" if zh else "Kernel", kernels, kernel_bad, most=7) if kernels else None,
        "padding": {
            "top": top,
            "bottom": bottom,
            "left": left,
            "right": right,
            "text": "0" if kernels else "−∞",
            "title": "填補" if zh else "Padding",
        },
        "row_taps": rows,
        "col_taps": cols,
        "output": {
            **part("特徵圖" if zh else "Feature map", output),
            "covered": covered,
            "note": note,
        },
        "extras": [] if kernels or covered else [{"title": "平均" if zh else "Average", "sheets": average}],
        "winners": None if kernels or covered else winners,
        "steps": steps,
        "usage": [[used_rows[r + top] * used_cols[c + left] for c in range(width)] for r in range(height)],
        "show_usage": usage,
        "unreached": {
            "rows": [r - top for r, n in enumerate(used_rows) if n == 0],
            "cols": [c - left for c, n in enumerate(used_cols) if n == 0],
        },
        "step": state["step"],
        "sheet": state["sheet"],
        "play": state["play"],
        "labels": labels,
        "message": state["message"],
    }


def main() -> None:
    query = st.query_params
    kind = query.get("kind", "pool")
    if "lab" not in st.session_state or not st.session_state.lab["gen"].startswith(f"{kind}-"):
        st.session_state.lab = first_state(kind)
    state = st.session_state.lab

    def edited(edit: Edit) -> None:
        if edit.gen != state["gen"]:
            return
        state["version"] = edit.version
        most = 12 if edit.target == "input" else 7
        if max(len(edit.sheets[0]), len(edit.sheets[0][0])) > most:
            state["message"] = f"At most {most} rows and columns"
            return
        state["message"] = ""
        state[edit.target] = edit.sheets
        if edit.other is not None:
            state["kernel" if edit.target == "input" else "input"] = edit.other

    def stepped(pin: StepPin) -> None:
        if pin.gen == state["gen"]:
            state["step"], state["sheet"] = pin.step, pin.sheet

    def replace() -> None:
        fresh = first_state(kind)
        fresh["gen"] = f"{kind}-{int(state['gen'].split('-')[1]) + 1}"
        st.session_state.lab = fresh

    def start() -> None:
        state["play"] += 1

    usage, covered = "usage" in query, "covered" in query and not state.get("revealed")
    matrix_lab(build(kind, state, query.get("lang", "en"), float(query.get("scale", "1")), usage, covered),
               key="matrix", on_edit=edited, on_step=stepped)  # fmt: skip
    left, middle, right = st.columns(3)
    left.button("Preset", on_click=replace)
    middle.button("Play from Python", on_click=start)
    right.button("Reveal", on_click=lambda: state.update(revealed=True))
    st.caption(f"step {state['step']} sheet {state['sheet']} version {state['version']}")


if __name__ == "__main__":
    main()
