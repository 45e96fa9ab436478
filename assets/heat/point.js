// Pointing at a pixel, with the pointer or the arrow keys: it is marked in every pane, and its heat is told.

import { clamp, fill, setText } from "./dom.js";
import { valueAt } from "./pixels.js";

export const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export const paneFrom = (state, event) => {
  const stage = event.target.closest?.(".stage");
  return state.panes.find(({ parts }) => parts.stage === stage) ?? null;
};

/** The pixel of a pane that is pointed at: a place, 0 to 1 down and across, fits panes of any size. */
export const pixelAt = (pane, { down, across }) => ({
  row: clamp(Math.floor(down * pane.rows), 0, pane.rows - 1),
  col: clamp(Math.floor(across * pane.cols), 0, pane.cols - 1),
});

/** The place of a pixel's centre. */
export const placeOf = (pane, { row, col }) => ({
  down: (row + 0.5) / pane.rows,
  across: (col + 0.5) / pane.cols,
});

/** The place under the pointer; outside the image, the nearest in it. */
export function placeFrom(pane, event) {
  const box = pane.parts.stage.getBoundingClientRect();
  const within = (value) => clamp(value, 0, 0.999999);
  const down = within((event.clientY - box.top) / box.height);
  return placeOf(pane, pixelAt(pane, { down, across: within((event.clientX - box.left) / box.width) }));
}

/** What is told of a pixel: row and column from 1, its heat as it is drawn, and whether it is painted. */
export function told(state, pane, place) {
  const { data: { labels }, smooth, painting } = state;
  const { row, col } = pixelAt(pane, place);
  const { down, across } = placeOf(pane, { row, col });
  const value = pane.heat && valueAt(pane.heat, down, across, smooth).toFixed(2);
  const text = fill(pane.heat ? labels.cell : labels.cell_plain, { r: row + 1, c: col + 1, value });
  const covered = pane === state.painted && painting.cells[row * pane.cols + col];
  return covered ? `${text} · ${labels.painted}` : text;
}

/** Marks the place in all panes and writes its heat below each. */
export function patchPlace(state) {
  const place = state.pointed ?? state.walked;
  for (const pane of state.panes) {
    const { mark, value } = pane.parts;
    mark.hidden = !place;
    setText(value, place ? told(state, pane, place) : "");
    if (place) drawMark(state, pane, pixelAt(pane, place));
  }
}

function drawMark({ painted, painting }, pane, { row, col }) {
  const size = pane === painted ? painting.size : 1;
  const [top, left] = [row, col].map((start) => start - ((size - 1) >> 1));
  const ends = [Math.min(top + size, pane.rows), Math.min(left + size, pane.cols)];
  const { style } = pane.parts.mark;
  style.top = `${(100 * Math.max(0, top)) / pane.rows}%`;
  style.left = `${(100 * Math.max(0, left)) / pane.cols}%`;
  style.height = `${(100 * (ends[0] - Math.max(0, top))) / pane.rows}%`;
  style.width = `${(100 * (ends[1] - Math.max(0, left))) / pane.cols}%`;
}

export function speak(state, text) {
  setText(state.parts.live, text);
}

export function pointAt(state, place) {
  const before = state.pointed;
  if (place?.down === before?.down && place?.across === before?.across) return;
  state.pointed = place;
  patchPlace(state);
}

/** Walks one pixel on from wherever the mark is. */
export function walk(state, pane, [down, right]) {
  const { row, col } = pixelAt(pane, state.pointed ?? state.walked ?? state.resting);
  const goal = { row: clamp(row + down, 0, pane.rows - 1), col: clamp(col + right, 0, pane.cols - 1) };
  state.pointed = null; // the keyboard has the word now, wherever the pointer rests
  state.walked = placeOf(pane, goal);
  state.resting = state.walked;
  patchPlace(state);
  speak(state, told(state, pane, state.walked));
}

function choose(state, name) {
  if (!state.data.choosable || name === state.data.selected) return;
  // The time makes every choice a new value: Streamlit calls back only for those.
  state.emit("select", { name, time: Date.now() });
}

function onKeydown(state, event) {
  const pane = paneFrom(state, event);
  if (!pane || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key in ARROWS) walk(state, pane, ARROWS[event.key]);
  else if ((event.key === "Enter" || event.key === " ") && pane !== state.painted) choose(state, pane.name);
  else return;
  event.preventDefault();
}

function onFocusin(state, event) {
  const pane = paneFrom(state, event);
  if (!pane?.parts.stage.matches(":focus-visible")) return;
  state.walked = state.resting;
  patchPlace(state);
  speak(state, told(state, pane, state.walked));
}

export function listenToPointing(state, signal) {
  const { root, parts: { board } } = state;
  const on = (type, handler) => board.addEventListener(type, handler, { signal });

  // Streamlit's own hotkeys (r, c) listen further out.
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, (event) => event.stopPropagation(), { signal });
  }
  on("keydown", (event) => onKeydown(state, event));
  on("focusin", (event) => onFocusin(state, event));
  on("focusout", () => {
    state.walked = null;
    patchPlace(state);
  });
  const follow = (event) => {
    const pane = paneFrom(state, event);
    pointAt(state, pane && placeFrom(pane, event));
  };
  on("pointermove", (event) => event.pointerType !== "touch" && follow(event));
  on("pointerleave", (event) => event.pointerType !== "touch" && pointAt(state, null));
  on("click", (event) => {
    if (event.detail > 0) follow(event); // a finger's tap; keys click without a place
    const pane = state.panes.find(({ parts }) => parts.figure.contains(event.target));
    const chosen = pane && (pane.parts.title.contains(event.target) || paneFrom(state, event));
    if (chosen && (pane !== state.painted || pane.parts.title.contains(event.target))) choose(state, pane.name);
  });
}
