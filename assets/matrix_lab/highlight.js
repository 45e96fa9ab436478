// Highlights: which window gives this output, which windows use this input. All from the data already here.

import { element, fill } from "./dom.js";
import { GAP } from "./fit.js";
import { cellAt, pinnedCell, stepAt, valueCells } from "./places.js";
import { holdRoom, writeSum } from "./sum.js";

/** What is to be lit: while playing the player's cell, else what is pointed at, else focused, else pinned. */
function attention(state) {
  if (state.player.timer) return null;
  return state.hover ?? state.focus;
}

/** Lights everything anew. `glide`: the frames slide to their new place. */
export function paint(state, glide = false) {
  for (const [node, name] of state.lit) node.classList.remove(name);
  state.lit = [];
  state.framed = new Set();
  state.root.classList.toggle("gliding", glide);

  const cell = attention(state);
  if (cell?.kind === "output" || cell?.kind === "extra") paintOutput(state, cell);
  else if (cell?.kind === "input") paintInput(state, cell);
  else {
    paintOutput(state, state.pin);
    if (cell?.kind === "kernel") paintKernel(state, cell);
  }
  for (const grid of [...state.grids.input, ...state.grids.kernel]) {
    if (!state.framed.has(grid) && !grid.frame.hidden) grid.frame.hidden = true;
  }
}

function light(state, cell, name) {
  if (!cell) return;
  cell.node.classList.add(name);
  state.lit.push([cell.node, name]);
}

/** The input rows and columns that the window of output (r, c) taps; null when there is no such window. */
function tapsOf({ data }, { r, c }) {
  const rows = data.row_taps[r];
  const cols = data.col_taps[c];
  return rows && cols ? { rows, cols } : null;
}

/** Lights the window of an output cell, its winners and its kernel, and writes its sum. */
function paintOutput(state, place) {
  const taps = place && tapsOf(state, place);
  if (!taps) return writeSum(state, []);
  const { data, grids } = state;
  for (const grid of grids.input) {
    const own = data.pairing === "sum" || grid.sheet === place.sheet;
    frameWindow(state, grid, taps, own ? "" : "faint");
    const mark = own ? "is-tap" : "is-echo";
    for (const r of taps.rows) for (const c of taps.cols) light(state, cellAt(grid, r, c), mark);
    for (const [r, c] of data.winners?.[grid.sheet]?.[place.r]?.[place.c] ?? []) {
      light(state, cellAt(grid, r, c), "is-winner");
    }
  }
  for (const grid of grids.kernel) {
    frame(state, grid, 0, 0, grid.rows - 1, grid.cols - 1, "");
    for (const cell of valueCells(grid)) light(state, cell, "is-tap");
  }
  for (const grid of [...grids.output, ...grids.extra]) {
    const own = data.pairing === "sum" || grid.sheet === place.sheet;
    light(state, cellAt(grid, place.r, place.c), own ? "is-current" : "is-echo");
  }
  return data.output.covered ? holdRoom(state, place, taps) : writeSum(state, stepAt(state, place)?.lines ?? []);
}

/** Lights the outputs that use an input (or padding) cell, lightly their windows, and says how often. */
function paintInput(state, place) {
  const { data, grids } = state;
  const rows = [...data.row_taps.keys()].filter((i) => data.row_taps[i].includes(place.r));
  const cols = [...data.col_taps.keys()].filter((j) => data.col_taps[j].includes(place.c));
  const related = (grid) => data.pairing === "sum" || grid.sheet === place.sheet;
  for (const grid of [...grids.output, ...grids.extra].filter(related)) {
    for (const i of rows) for (const j of cols) light(state, cellAt(grid, i, j), "is-uses");
  }
  const nearRows = new Set(rows.flatMap((i) => data.row_taps[i]));
  const nearCols = new Set(cols.flatMap((j) => data.col_taps[j]));
  const own = grids.input[place.sheet];
  for (const r of nearRows) for (const c of nearCols) light(state, cellAt(own, r, c), "is-near");
  light(state, cellAt(own, place.r, place.c), "is-source");

  // Inside the pinned window this cell has one partner in the kernel.
  const taps = state.pin && tapsOf(state, state.pin);
  const [a, b] = taps ? [taps.rows.indexOf(place.r), taps.cols.indexOf(place.c)] : [-1, -1];
  if (grids.kernel[place.sheet] && a >= 0 && b >= 0) {
    light(state, cellAt(grids.kernel[place.sheet], a, b), "is-factor");
    frameWindow(state, own, taps, "faint");
  }
  writeSum(state, [usageSentence(state, place, rows.length * cols.length)]);
}

function usageSentence({ data, texts }, { padding, sheet, r, c }, windows) {
  const { labels } = data;
  if (padding) return fill(labels.padding_cell, { r: r + 1, c: c + 1 });
  const n = data.usage?.[r]?.[c] ?? windows;
  const template = n === 0 ? labels.unused : n === 1 ? labels.used_once : labels.used;
  return fill(template, { value: texts.input[sheet][r][c], r: r + 1, c: c + 1, n });
}

/** Adds the one input cell that a kernel cell multiplies in the pinned window. */
function paintKernel(state, { sheet, r, c, grid }) {
  const taps = state.pin && tapsOf(state, state.pin);
  light(state, cellAt(grid, r, c), "is-factor");
  if (taps) light(state, cellAt(state.grids.input[sheet], taps.rows[r], taps.cols[c]), "is-factor");
}

/** One outline around a window; a dilated one is only hinted at, since its taps are outlined one by one. */
function frameWindow(state, grid, { rows, cols }, look) {
  const sparse = gapped(rows) || gapped(cols);
  grid.plate.classList.toggle("sparse", sparse);
  frame(state, grid, rows[0], cols[0], rows.at(-1), cols.at(-1), `${look} ${sparse ? "hint" : ""}`);
}

const gapped = (taps) => taps.some((tap, index) => index > 0 && tap - taps[index - 1] > 1);

function frame(state, grid, top, left, bottom, right, look) {
  const { pad, frame: node } = grid;
  const place = node.style;
  place.transform = `translate(${(left + pad.left) * state.pitch}px, ${(top + pad.top) * state.pitch}px)`;
  place.width = `${(right - left + 1) * state.pitch - GAP}px`;
  place.height = `${(bottom - top + 1) * state.pitch - GAP}px`;
  node.className = `frame ${look}`;
  node.hidden = false;
  state.framed.add(grid);
}

/** Scrolls boxes that are too narrow, and only them, so that the pinned window and cell are in view. */
export function revealPin(state) {
  for (const node of [...state.grids.input.map((grid) => grid.frame), pinnedCell(state)?.node]) {
    const box = node?.closest(".scroller");
    if (!box || box.scrollWidth <= box.clientWidth) continue;
    const [inner, outer] = [node.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.left < outer.left) box.scrollLeft -= outer.left - inner.left + 8;
    else if (inner.right > outer.right) box.scrollLeft += inner.right - outer.right + 8;
  }
}

export function writeLegend(state) {
  const { data, parts, grids } = state;
  const ring = grids.input.some(({ pad }) => pad.top + pad.bottom + pad.left + pad.right > 0);
  const hatched = (data.unreached?.rows?.length ?? 0) + (data.unreached?.cols?.length ?? 0) > 0;
  const items = [
    ["window", data.labels.window, true],
    ["winner", data.labels.winner, Boolean(data.winners)],
    ["padding", data.padding.title, ring],
    ["hatched", data.labels.hatched, hatched],
  ].filter(([, text, shown]) => shown && text);
  const key = JSON.stringify(items);
  if (state.legend === key) return;
  state.legend = key;
  parts.legend.replaceChildren(...items.map(([name, text]) => {
    const swatch = element("span", { class: `swatch ${name}`, "aria-hidden": "true" });
    return element("li", { "data-legend": name }, swatch, text);
  }));
}
