// Grids and their cells. A grid is built once per shape; afterwards only texts and marks change.

import { element, fill, largest, numberOf, setAttribute, setText } from "./dom.js";
import { LONGEST_TEXT } from "./model.js";
import { stepIndex, valueCells } from "./places.js";

/** One grid of cells. Indices outside 0..rows-1, 0..cols-1 are padding, as many as `pad` says. */
export function buildGrid(state, { kind, sheet, order = 0, label, rows, cols, pad = NO_PADDING, editable, small }) {
  const name = kind === "extra" ? `extra-${order}-${sheet}` : `${kind}-${sheet}`;
  const quiet = kind === "extra"; // companions are read, not walked through
  const node = element("div", {
    class: "grid",
    role: quiet ? "table" : "grid",
    "aria-label": label,
    "aria-rowcount": rows,
    "aria-colcount": cols,
    "aria-readonly": quiet ? null : String(!editable),
    "aria-describedby": quiet ? null : editable ? "lab-input-help lab-paste-help" : "lab-output-help",
    "data-grid": name,
  });
  const frame = element("div", { class: "frame", "data-frame": name, "aria-hidden": "true", hidden: true });
  const plate = element("div", { class: small ? "plate small" : "plate" }, node, frame);
  const grid = { kind, sheet, order, name, rows, cols, pad, editable, node, plate, frame, lines: [], quiet };

  for (let r = -pad.top; r < rows + pad.bottom; r += 1) {
    const outside = r < 0 || r >= rows;
    const line = element("div", outside ? { class: "row", "aria-hidden": "true" } : {
      class: "row",
      role: "row",
      "aria-rowindex": r + 1,
    });
    const cells = [];
    for (let c = -pad.left; c < cols + pad.right; c += 1) {
      const cell = outside || c < 0 || c >= cols ? paddingCell(state, grid, r, c) : valueCell(state, grid, r, c);
      state.cellOf.set(cell.node, cell);
      cells.push(cell);
      line.append(cell.node);
    }
    grid.lines.push(cells);
    node.append(line);
  }
  return grid;
}

const NO_PADDING = { top: 0, bottom: 0, left: 0, right: 0 };

function paddingCell(state, grid, r, c) {
  const { padding, labels } = state.data;
  const node = element(
    "div",
    { class: "cell is-padding", "aria-hidden": "true", "data-pad": `${r},${c}`, title: labels.padding_cell },
    padding.text,
  );
  return { grid, kind: grid.kind, sheet: grid.sheet, r, c, node, padding: true };
}

function valueCell(state, grid, r, c) {
  const place = fill(state.data.labels.cell, { r: r + 1, c: c + 1 });
  const node = element("div", {
    class: "cell",
    role: grid.quiet ? "cell" : "gridcell",
    "aria-colindex": c + 1,
    "data-cell": `${r},${c}`,
  });
  const cell = { grid, kind: grid.kind, sheet: grid.sheet, r, c, node, place, field: null, focus: node };
  if (grid.editable) {
    cell.field = element("input", {
      type: "text",
      class: "field",
      "aria-label": place,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "next",
      maxlength: LONGEST_TEXT,
    });
    cell.focus = cell.field;
  } else {
    cell.text = element("span", { class: "text" });
  }
  node.append(cell.field ?? cell.text);
  if (grid.kind === "input") {
    cell.usage = element("span", { class: "usage", "aria-hidden": "true" });
    node.append(cell.usage);
  }
  if (!grid.quiet) {
    cell.focus.tabIndex = r === 0 && c === 0 ? 0 : -1;
    cell.focus.dataset.key = `${grid.name}:${r},${c}`;
  }
  return cell;
}

/** Writes a cell's text and its shade: warm for positive, cool for negative, deeper for larger. */
export function writeText(cell, text, most) {
  if (cell.field) {
    if (cell.field.value !== text && !cell.composing) cell.field.value = text; // an equal text keeps the caret
  } else {
    setText(cell.text, text);
    setAttribute(cell.node, "aria-label", cell.grid.quiet ? null : `${cell.place}: ${text}`);
  }
  cell.node.dataset.length = Math.min([...text].length, 8);
  const number = numberOf(text);
  shade(cell, number === null || most === 0 ? 0 : number / most);
}

/** `amount` from -1 to 1. */
function shade(cell, amount) {
  const tint = Math.round(Math.abs(amount) * 100);
  if (cell.tint === tint && cell.negative === amount < 0) return;
  cell.tint = tint;
  cell.negative = amount < 0;
  cell.node.style.setProperty("--tint", String(tint / 100));
  cell.node.classList.toggle("is-negative", cell.negative);
}

/** Brings the texts, shades, usage counts, faults and hatching of all grids up to date. */
export function patchGrids(state) {
  const { data, grids, texts } = state;
  for (const kind of ["input", "kernel"]) {
    if (!texts[kind]) continue;
    const most = largest(texts[kind]);
    for (const grid of grids[kind]) {
      for (const cell of valueCells(grid)) writeText(cell, texts[kind][grid.sheet][cell.r][cell.c], most);
    }
    markBad(state, kind);
  }
  patchUsage(state);
  patchHatching(state);
  patchOutputs(state);
}

/** Output and companions; while the map grows, cells that are not reached yet stay empty. */
export function patchOutputs(state) {
  const { data, grids } = state;
  const most = largest(data.output.sheets.map((sheet) => sheet.texts));
  for (const grid of [...grids.output, ...grids.extra]) {
    const companions = grid.quiet ? data.extras[grid.order].sheets : null;
    const texts = companions ? companions[grid.sheet] : data.output.sheets[grid.sheet].texts;
    const scale = companions ? largest(companions) : most;
    for (const cell of valueCells(grid)) {
      const later = state.player.growing && cell.r * grid.cols + cell.c > stepIndex(state);
      cell.node.classList.toggle("is-later", later);
      writeText(cell, later ? "" : texts[cell.r][cell.c], scale);
    }
  }
}

/** Marks the cells whose text Python could not read, and lists why. */
function markBad(state, kind) {
  for (const grid of state.grids[kind]) {
    const messages = new Map();
    const bad = state.data[kind].sheets[grid.sheet]?.bad ?? [];
    for (const [r, c, message] of bad) messages.set(`${r},${c}`, message);
    for (const cell of valueCells(grid)) {
      const message = messages.get(`${cell.r},${cell.c}`);
      cell.node.classList.toggle("is-bad", message !== undefined);
      setAttribute(cell.node, "title", message);
      if (!cell.field) continue;
      setAttribute(cell.field, "aria-invalid", message === undefined ? null : "true");
      setAttribute(cell.field, "aria-describedby", message === undefined ? null : badId(cell));
    }
  }
}

const badId = ({ grid, r, c }) => `lab-bad-${grid.name}-${r}-${c}`;

/** One line for each unreadable cell, at most five. */
export function listBad(state) {
  const { data, grids, parts } = state;
  const lines = [];
  for (const grid of [...grids.input, ...grids.kernel]) {
    for (const [r, c, message] of data[grid.kind].sheets[grid.sheet]?.bad ?? []) {
      const text = fill(data.labels.cell_bad, { r: r + 1, c: c + 1, message });
      lines.push(element("li", { id: badId({ grid, r, c }) }, text));
    }
  }
  parts.problems.replaceChildren(...lines.slice(0, 5));
  parts.problems.hidden = lines.length === 0;
}

export function patchUsage(state) {
  const { data, grids } = state;
  const most = Math.max(1, ...(data.usage ?? []).flat());
  for (const grid of grids.input) {
    grid.plate.classList.toggle("by-usage", Boolean(data.show_usage));
    for (const cell of valueCells(grid)) {
      const count = data.usage?.[cell.r]?.[cell.c];
      setText(cell.usage, data.show_usage && count !== undefined ? `×${count}` : "");
      if (data.show_usage) shade(cell, (count ?? 0) / most);
    }
  }
}

/** Hatches the rows and columns, padding included, that no window reaches. */
function patchHatching(state) {
  const rows = new Set(state.data.unreached?.rows);
  const cols = new Set(state.data.unreached?.cols);
  for (const grid of state.grids.input) {
    for (const cell of grid.lines.flat()) {
      cell.node.classList.toggle("is-unreached", rows.has(cell.r) || cols.has(cell.c));
    }
  }
}
