// Painting on one image with a brush: by pointer, finger or keys. Python hears of every stroke that ended.

import { Echo } from "./echo.js";
import { count, packed, remember, settled, stroke, unpacked } from "./mask.js";
import { drawPaint } from "./pixels.js";
import { paneFrom, patchPlace, pixelAt, placeFrom, pointAt, speak, told } from "./point.js";
import { coveredText, madeTools, patchTools } from "./tools.js";

const KEYS_REST = 500; // ms: strokes by keys are sent when the keys rest

function patch(state) {
  drawPaint(state.painted.parts.paint, state.painting);
  patchTools(state.tools, state.painting, state.data.labels);
  patchPlace(state);
}

/** Takes over what Python says: another image, or paint that is not what was sent from here. */
export function receivePaint(state) {
  const { data, painting, painted } = state;
  if (!painted) return;
  const { gen, mask, colour } = data.paint;
  const fresh = gen !== painting.gen;
  Object.assign(painting, { gen, colour, rows: painted.rows, cols: painted.cols });
  if (fresh) {
    stopWaiting(state);
    state.echo = new Echo();
    state.stroke = null;
    painted.parts.figure.classList.remove("stroking");
  }
  if (state.echo.isNews(mask)) {
    painting.cells = unpacked(mask, painted.rows * painted.cols);
    painting.history = [];
  }
  state.tools ??= madeTools(painting, {
    undo: () => undo(state),
    clear: () => clear(state),
    patch: () => patchPlace(state),
  });
  const { figure, value } = painted.parts;
  if (!figure.contains(state.tools.node)) value.after(state.tools.node); // moved, it would lose the focus
  patch(state);
}

function stopWaiting(state) {
  clearTimeout(state.waiting);
  state.waiting = null;
}

function send(state) {
  stopWaiting(state);
  const { gen } = state.painting;
  const mask = packed(state.painting);
  state.echo.send(mask);
  state.emit("paint", { gen, mask, time: Date.now() });
}

/** Sends what still waits for the keys to rest. */
const flush = (state) => state.waiting && send(state);

function undo(state) {
  const { painting } = state;
  if (state.stroke || painting.history.length === 0) return;
  painting.cells = painting.history.pop();
  patch(state);
  speak(state, coveredText(state.data.labels, painting));
  send(state);
}

function clear(state) {
  const { painting } = state;
  if (state.stroke || count(painting) === 0) return;
  remember(painting);
  painting.cells = new Uint8Array(painting.cells.length);
  patch(state);
  speak(state, coveredText(state.data.labels, painting));
  send(state);
}

function begin(state, event) {
  const pane = paneFrom(state, event);
  if (!pane || pane !== state.painted || event.button !== 0 || !event.isPrimary) return;
  pane.parts.stage.setPointerCapture(event.pointerId);
  pane.parts.figure.classList.add("stroking");
  remember(state.painting);
  state.stroke = { id: event.pointerId, at: pixelAt(pane, placeFrom(pane, event)) };
  go(state, event);
}

function go(state, event) {
  const pane = state.painted;
  if (state.stroke?.id !== event.pointerId) return;
  const place = placeFrom(pane, event);
  const at = pixelAt(pane, place);
  stroke(state.painting, state.stroke.at, at);
  state.stroke.at = at;
  pointAt(state, place);
  patch(state);
}

function end(state, event) {
  if (state.stroke?.id !== event.pointerId) return;
  state.stroke = null;
  state.painted.parts.figure.classList.remove("stroking");
  const changed = settled(state.painting);
  patch(state);
  if (changed) send(state);
}

/** Space stamps where the mark is. */
function stampHere(state, pane) {
  const place = state.pointed ?? state.walked ?? state.resting;
  state.resting = state.walked = place;
  const at = pixelAt(pane, place);
  remember(state.painting);
  stroke(state.painting, at, at);
  const changed = settled(state.painting);
  patch(state);
  speak(state, told(state, pane, place));
  if (!changed) return;
  stopWaiting(state);
  state.waiting = setTimeout(() => send(state), KEYS_REST);
}

function onKeydown(state, event) {
  const pane = paneFrom(state, event);
  if (!pane || pane !== state.painted || event.altKey || state.stroke) return;
  const jump = event.ctrlKey || event.metaKey;
  if (event.key === " " && !jump && !event.shiftKey) stampHere(state, pane);
  else if (event.key.toLowerCase() === "z" && jump && !event.shiftKey) undo(state);
  else return;
  event.preventDefault();
}

export function listenToPainting(state, signal) {
  const on = (type, handler) => state.parts.board.addEventListener(type, handler, { signal });
  on("pointerdown", (event) => begin(state, event));
  on("pointermove", (event) => go(state, event));
  on("pointerup", (event) => end(state, event));
  on("pointercancel", (event) => end(state, event));
  on("keydown", (event) => onKeydown(state, event));
  on("focusout", () => flush(state));
}
