// Keyboard, typing and pasting. A grid is one tab stop; arrows move inside it.

import { clamp, largest } from "./dom.js";
import { redraw } from "./draw.js";
import { patchUsage, writeText } from "./grid.js";
import { paint } from "./highlight.js";
import { blockFrom, resizeBy, writeBlock, writeCell } from "./model.js";
import { cellAt, rove } from "./places.js";
import { pause, pinTo, showWhole } from "./player.js";

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const cellFrom = (state, event) => state.cellOf.get(event.target.closest?.(".cell"));

function moveTo(grid, r, c) {
  cellAt(grid, clamp(r, 0, grid.rows - 1), clamp(c, 0, grid.cols - 1)).focus.focus();
}

function onKeydown(state, event) {
  const cell = cellFrom(state, event);
  if (!cell || event.isComposing || event.altKey) return;
  const { grid, r, c, field } = cell;
  const jump = event.ctrlKey || event.metaKey;
  const inside = field && state.inside;
  const { key } = event;
  state.hover = null; // the keyboard has the word now, wherever the pointer rests

  if (key in ARROWS && !event.shiftKey && !jump) {
    const [down, right] = ARROWS[key];
    if (inside && right !== 0) return; // the caret moves, not the cell
    moveTo(grid, r + down, c + right);
  } else if (key === "Home" || key === "End") {
    if (inside && !jump) return;
    const last = key === "End";
    moveTo(grid, jump ? (last ? grid.rows : 0) : r, last ? grid.cols : 0);
  } else if (key === "Enter") {
    if (!field) return;
    state.inside = false;
    moveTo(grid, r + (event.shiftKey ? -1 : 1), c);
    field.getRootNode().activeElement === field && field.select();
  } else if (key === "F2" && field) {
    state.inside = true;
    field.setSelectionRange(field.value.length, field.value.length);
  } else if (key === "Escape" && field) {
    state.inside = false;
    field.value = state.before;
    typed(state, cell);
    field.select();
  } else {
    return;
  }
  event.preventDefault();
}

function onFocusin(state, event) {
  const cell = cellFrom(state, event);
  if (!cell || cell.padding) return;
  rove(state, cell);
  if (cell.field) {
    state.inside = false;
    state.before = cell.field.value;
    cell.field.select(); // so that typing replaces the text
  }
  if (cell.kind === "output") {
    state.focus = null;
    if (!state.restoring) {
      pause(state);
      showWhole(state);
      pinTo(state, cell);
    }
  } else {
    state.focus = cell;
    if (!state.restoring) paint(state);
  }
}

function onFocusout(state) {
  if (!state.focus || state.restoring) return;
  state.focus = null;
  paint(state);
}

/** Takes over what stands in a field, and sends it at once. */
function typed(state, cell) {
  state.hover = null;
  const text = cell.field.value;
  writeCell(state, cell, text);
  writeText(cell, text, largest(state.texts[cell.kind]));
  if (state.data.show_usage) patchUsage(state);
  paint(state);
}

function onPaste(state, event) {
  const cell = cellFrom(state, event);
  if (!cell?.field) return;
  const block = blockFrom(event.clipboardData?.getData("text") ?? "");
  if (block.flat().length < 2) return; // one value: the browser's own paste
  event.preventDefault();
  writeBlock(state, cell, block);
  redraw(state);
}

export function listenToKeys(state, signal) {
  const { root, parts } = state;
  const on = (node, type, handler) => node.addEventListener(type, handler, { signal });

  // Streamlit's own hotkeys (r, c) listen further out and cannot see that an input has the focus.
  for (const type of ["keydown", "keypress", "keyup"]) on(root, type, (event) => event.stopPropagation());

  on(parts.board, "keydown", (event) => onKeydown(state, event));
  on(parts.board, "focusin", (event) => onFocusin(state, event));
  on(parts.board, "focusout", () => onFocusout(state));
  on(parts.board, "paste", (event) => onPaste(state, event));

  // While an input method is composing, the text is not finished: it is neither sent nor written over.
  const take = (event) => {
    const cell = cellFrom(state, event);
    if (!cell?.field) return;
    cell.composing = event.type === "compositionstart" || Boolean(event.isComposing);
    if (!cell.composing) typed(state, cell);
  };
  for (const type of ["input", "compositionstart", "compositionend"]) on(parts.board, type, take);
}

export function listenToPointer(state, signal) {
  const { board } = state.parts;
  const on = (type, handler) => board.addEventListener(type, handler, { signal });
  const point = (cell) => {
    if (state.hover === cell) return;
    state.hover = cell;
    if (!state.player.timer) paint(state);
  };
  on("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const cell = cellFrom(state, event);
    if (cell || !event.target.closest(".plate")) point(cell ?? null); // between two cells the light stays on
  });
  on("pointerleave", () => point(null));

  let fresh = null; // the field that this press has focused
  on("pointerdown", (event) => {
    const cell = cellFrom(state, event);
    fresh = cell?.field && cell.field.getRootNode().activeElement !== cell.field ? cell.field : null;
  });
  on("click", (event) => {
    const resize = event.target.closest("[data-resize]");
    if (resize) return pressResize(state, resize);
    const cell = cellFrom(state, event);
    if (cell?.field) {
      if (fresh === cell.field) cell.field.select();
      else state.inside = true; // a second click edits inside
    } else if (cell?.kind === "output" || cell?.kind === "extra") {
      showWhole(state);
      pinTo(state, cell, { glide: false });
    }
    return undefined;
  });
}

function pressResize(state, button) {
  const [kind, axis, by] = button.dataset.resize.split(" ");
  if (resizeBy(state, kind, axis, Number(by))) redraw(state);
}
