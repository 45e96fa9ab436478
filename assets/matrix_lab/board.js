// The board: which grid stands where, with its title, its companions and its size buttons.

import { element } from "./dom.js";
import { buildGrid } from "./grid.js";
import { sideOf } from "./model.js";

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
  const node = figure("output", label, output.sheets[sheet].hue);
  if (grid.rows) node.append(scroller(grid));
  else node.classList.add("empty");
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
    ),
    element("div", {},
      element("span", { class: "by", "aria-hidden": "true" }, "×"),
      button("cols", -1, labels.remove_column, cols <= least),
      element("span", {}, String(cols)),
      button("cols", 1, labels.add_column, cols >= most),
    ),
  );
}
