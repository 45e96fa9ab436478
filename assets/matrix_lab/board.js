// The board: which grid stands where, and how large a cell may be.

import { clamp, element, setAttribute } from "./dom.js";
import { buildGrid } from "./grid.js";
import { sideOf } from "./model.js";

export const GAP = 2; // pixels between cells; the same number stands in lab.css
const SMALL = 0.64; // companions' cells against the others

/** Builds the board anew when its shape changed; true if it did. The focused place keeps the focus. */
export function ensureBoard(state) {
  const shape = shapeOf(state);
  if (shape === state.shape) return false;
  state.shape = shape;
  const kept = state.root.getRootNode().activeElement?.dataset?.key;
  state.restoring = true;
  state.hover = null;
  state.lit = [];
  state.grids = { input: [], kernel: [], output: [], extra: [] };
  state.parts.board.replaceChildren(...figures(state));
  const pair = state.data.pairing === "sum" && state.data.kernel ? "with-kernel" : "without-kernel";
  state.parts.board.className = `board ${pair}`;
  if (kept) state.root.querySelector(`[data-key="${CSS.escape(kept)}"]`)?.focus();
  state.restoring = false;
  return true;
}

/** Everything that decides the DOM, as one string. */
function shapeOf({ data, texts }) {
  const names = ({ sheets }) => sheets.map(({ name, hue }) => [name, hue]);
  const rules = ({ editable, resizable, min_side, max_side }) => [editable, resizable, min_side, max_side];
  const face = (part) => part && [part.title, names(part), rules(part)];
  const { output, extras } = data;
  return JSON.stringify([
    data.lang, data.pairing, data.padding, ringOf(data),
    face(data.input), sideOf(texts.input),
    face(data.kernel), texts.kernel && sideOf(texts.kernel),
    face(output), output.sheets.map((sheet) => sideOf([sheet.texts])), output.note, output.covered,
    extras?.map(({ title, sheets }) => [title, sheets.map((sheet) => sideOf([sheet]))]),
  ]);
}

/** The ring to draw: Python's padding, and further where a window hangs over. */
function ringOf({ padding, row_taps, col_taps, input }) {
  const { rows, cols } = sideOf(input.sheets.map((sheet) => sheet.texts));
  const [down, across] = [row_taps.flat(), col_taps.flat()];
  return {
    top: Math.max(padding.top, 0, ...down.map((tap) => -tap)),
    bottom: Math.max(padding.bottom, 0, ...down.map((tap) => tap - rows + 1)),
    left: Math.max(padding.left, 0, ...across.map((tap) => -tap)),
    right: Math.max(padding.right, 0, ...across.map((tap) => tap - cols + 1)),
  };
}

function figures(state) {
  const { data } = state;
  const nodes = [];
  const put = (node, row, column) => {
    node.style.setProperty("--row", row);
    node.style.setProperty("--column", column);
    nodes.push(node);
  };
  const sheets = data.input.sheets.length;
  for (let sheet = 0; sheet < sheets; sheet += 1) {
    const row = String(sheet + 1);
    put(targetFigure(state, "input", sheet, ringOf(data)), row, 1);
    if (data.pairing === "sum" && data.kernel) {
      put(sign("∗", "times"), row, 2);
      put(targetFigure(state, "kernel", sheet), row, 3);
    }
    if (data.pairing === "each" && data.output.sheets[sheet]) {
      put(sign("→", "gives"), row, 4);
      put(outputFigure(state, sheet), row, 5);
    }
  }
  if (data.pairing === "sum") {
    put(sign("→", "gives"), `1 / span ${sheets}`, 4);
    put(outputFigure(state, 0), `1 / span ${sheets}`, 5);
  }
  return nodes;
}

const sign = (text, name) => element("div", { class: `sign ${name}`, "aria-hidden": "true" }, text);

function figure(kind, caption, hue, ...content) {
  const heading = element("div", { class: "caption" }, caption);
  if (hue) heading.prepend(element("span", { class: "chip", "aria-hidden": "true" }));
  return element("div", { class: `figure ${kind}`, "data-hue": hue || null }, heading, ...content);
}

const captionOf = ({ title, sheets }, sheet) =>
  [title, sheets[sheet].name].filter((text, index) => text && (index === 0 || sheets.length > 1)).join(" · ");

const scroller = (grid) => element("div", { class: "scroller" }, grid.plate);

function targetFigure(state, kind, sheet, pad) {
  const part = state.data[kind];
  const { rows, cols } = sideOf(state.texts[kind]);
  const label = captionOf(part, sheet);
  const grid = buildGrid(state, { kind, sheet, label, rows, cols, pad, editable: part.editable });
  state.grids[kind].push(grid);
  const last = sheet === part.sheets.length - 1;
  const size = part.resizable && last ? [sizeButtons(state, kind, rows, cols)] : [];
  return figure(kind, label, part.sheets[sheet].hue, scroller(grid), ...size);
}

function outputFigure(state, sheet) {
  const { output, extras } = state.data;
  const label = captionOf(output, sheet);
  const grid = buildGrid(state, { kind: "output", sheet, label, ...sideOf([output.sheets[sheet].texts]) });
  state.grids.output.push(grid);
  if (output.covered) grid.plate.classList.add("covered");
  const node = figure("output", label, output.sheets[sheet].hue, scroller(grid));
  if (output.note) node.append(element("div", { class: "note" }, output.note));
  const row = element("div", { class: "companions" });
  (extras ?? []).forEach(({ title, sheets }, order) => {
    if (!sheets[sheet]?.length) return;
    const side = sideOf([sheets[sheet]]);
    const small = buildGrid(state, { kind: "extra", sheet, order, label: title, small: true, ...side });
    const heading = element("div", { class: "caption" }, title);
    state.grids.extra.push(small);
    row.append(element("div", { class: "companion" }, heading, scroller(small)));
  });
  if (row.children.length) node.append(row);
  return node;
}

/** "− 4 + × − 4 +": the size as one reads it, rows first. */
function sizeButtons(state, kind, rows, cols) {
  const { labels } = state.data;
  const { min_side: least, max_side: most } = state.data[kind];
  const button = (axis, by, label, stuck) =>
    element("button", {
      type: "button",
      "aria-label": label,
      title: label,
      "aria-disabled": stuck ? "true" : null, // not `disabled`: that would drop the focus
      "data-resize": `${kind} ${axis} ${by}`,
      "data-key": `${kind}-${axis}${by}`,
    }, by < 0 ? "−" : "+");
  return element("div", { class: "size" },
    element("div", {},
      button("rows", -1, labels.remove_row, rows <= least),
      element("span", {}, String(rows)),
      button("rows", 1, labels.add_row, rows >= most),
      element("span", { class: "by", "aria-hidden": "true" }, "×"),
    ),
    element("div", {},
      button("cols", -1, labels.remove_column, cols <= least),
      element("span", {}, String(cols)),
      button("cols", 1, labels.add_column, cols >= most),
    ),
  );
}

/** Characters of the longest text in the large grids; from six on, the letters shrink instead of the cells growing. */
export function longestText({ data, texts }) {
  const results = data.output.sheets.map((sheet) => sheet.texts);
  const all = [texts.input, texts.kernel ?? [], results].flat(3);
  return Math.min(5, Math.max(1, ...all.map((text) => [...text].length)));
}

/**
 * Chooses the arrangement and the largest cell that fits: all grids in one row; else kernel and output one above
 * the other beside the input; else the output below; else one column, where too wide a grid scrolls in its box.
 */
export function fitCells(state) {
  const { root, data, grids } = state;
  const room = root.clientWidth;
  if (room === 0 || !grids) return;
  const scale = data.scale || 1;
  const touch = matchMedia("(pointer: coarse)").matches;
  const least = Math.round(Math.max(22, 6.5 + state.longest * 5.5) * (scale > 1 ? 1.2 : 1));
  const most = Math.round(54 * scale);

  const columns = (list) => Math.max(0, ...list.map(({ cols, pad }) => pad.left + cols + pad.right));
  const narrowest = 120 * scale; // lab.css: .figure
  const width = (kind, cell) => {
    if (!grids[kind].length) return 0;
    const companions = kind === "output" ? columns(grids.extra) * (cell * SMALL + GAP) + 8 : 0;
    return Math.max(columns(grids[kind]) * (cell + GAP) + 8, narrowest, companions);
  };
  const between = 32 * scale;
  const kernels = grids.kernel.length;
  const kernelSide = (cell) => width("input", cell) + (kernels ? between + width("kernel", cell) : 0);
  const modes = {
    row: (cell) => kernelSide(cell) + between + width("output", cell),
    beside: (cell) =>
      width("input", cell) + between + Math.max(width("kernel", cell), width("output", cell)),
    pair: (cell) => Math.max(kernelSide(cell), width("output", cell)),
    stack: (cell) => Math.max(width("input", cell), width("kernel", cell), width("output", cell)),
  };
  const tall = grids.input.reduce((sum, { pad, rows }) => sum + pad.top + rows + pad.bottom, 0);
  const comfortable = clamp(Math.floor((540 * scale) / Math.max(tall, 1)) - GAP, Math.min(32, most), most);

  const [mode, cell] = (() => {
    for (const name of ["row", kernels === 1 && "beside", kernels > 0 && "pair", "stack"]) {
      if (!name) continue;
      const floor = name === "stack" ? least : Math.max(least, Math.round((touch ? 30 : 22) * scale ** 1.5));
      const top = name === "row" ? comfortable : Math.min(comfortable, Math.round(46 * scale));
      for (let cell = top; cell >= floor; cell -= 1) if (modes[name](cell) <= room) return [name, cell];
    }
    return ["stack", least];
  })();
  setAttribute(root, "data-mode", mode);
  root.classList.toggle("tiny", cell < 30);
  root.style.setProperty("--cell", `${cell}px`);
  root.style.setProperty("--scale", String(scale));
  state.pitch = cell + GAP;
}
