// Where things are: the cells of a grid, the steps of the output.

import { clamp } from "./dom.js";

/** The cell at input indices (r, c), padding included; undefined outside. */
export const cellAt = (grid, r, c) => grid?.lines[r + grid.pad.top]?.[c + grid.pad.left];

export function* valueCells(grid) {
  for (let r = 0; r < grid.rows; r += 1) for (let c = 0; c < grid.cols; c += 1) yield cellAt(grid, r, c);
}

/** Makes a cell the one tab stop of its grid. */
export function rove(state, cell) {
  if (!cell || cell.grid.quiet || cell.grid.stop === cell) return;
  const { grid } = cell;
  (grid.stop ?? cellAt(grid, 0, 0)).focus.tabIndex = -1;
  cell.focus.tabIndex = 0;
  grid.stop = cell;
}

export const outputSide = ({ data }) => ({ rows: data.row_taps.length, cols: data.col_taps.length });
export const stepCount = (state) => outputSide(state).rows * outputSide(state).cols;
export const stepIndex = (state) => (state.pin ? state.pin.r * outputSide(state).cols + state.pin.c : -1);
export const pinnedCell = ({ pin, grids }) => pin && cellAt(grids.output[pin.sheet], pin.r, pin.c);

/** The output cell number `step`, row by row; null when there is no output. */
export function placeOf(state, step, sheet) {
  const { cols } = outputSide(state);
  const count = stepCount(state);
  if (count === 0) return null;
  const index = clamp(Number.isInteger(step) ? step : 0, 0, count - 1);
  const lastSheet = state.data.output.sheets.length - 1;
  return { sheet: clamp(sheet ?? 0, 0, lastSheet), r: Math.floor(index / cols), c: index % cols };
}

/** What Python says about an output cell: its lines and its sentence; null when it is covered. */
export const stepAt = ({ data }, { sheet, r, c }) => data.steps?.[data.pairing === "sum" ? 0 : sheet]?.[r]?.[c] ?? null;
