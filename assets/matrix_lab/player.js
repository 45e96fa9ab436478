// The pinned output cell and the player that moves it.

import { clamp, fill, setAttribute, setText } from "./dom.js";
import { patchOutputs } from "./grid.js";
import { paint, revealPin } from "./highlight.js";
import { outputSide, pinnedCell, placeOf, rove, stepAt, stepCount, stepIndex } from "./places.js";

const STEP_MS = 900; // at speed 1
const SEND_MS = 400; // Python hears of a pinned cell when the learner rests

export const openPlayer = () => ({ timer: 0, speed: 1, growing: false, sending: 0, sent: [] });

/** Follows Python's step, unless it is only an echo of what this browser has sent. */
export function takeStep(state, data, fresh) {
  const { player } = state;
  const mark = `${data.step}/${data.sheet}`;
  if (fresh || state.pin === null) {
    state.pin = placeOf(state, data.step, data.sheet);
    player.sent = [];
  } else if (mark !== state.seenStep) {
    const echo = player.sent.indexOf(mark);
    if (echo >= 0) player.sent.splice(0, echo + 1);
    else if (!player.sending) state.pin = placeOf(state, data.step, data.sheet);
  }
  state.seenStep = mark;
  if (state.pin) {
    const { rows, cols } = outputSide(state);
    const sheet = clamp(state.pin.sheet, 0, data.output.sheets.length - 1);
    const [r, c] = [clamp(state.pin.r, 0, rows - 1), clamp(state.pin.c, 0, cols - 1)];
    state.pin = rows && cols ? { sheet, r, c } : null;
  }
}

/** Pins an output cell: by click, key or player. `say`: read its sentence out. */
export function pinTo(state, place, { say = true, glide = true } = {}) {
  if (!place) return;
  const { pin } = state;
  const same = pin && pin.sheet === place.sheet && pin.r === place.r && pin.c === place.c;
  state.pin = { sheet: place.sheet, r: place.r, c: place.c };
  rove(state, pinnedCell(state));
  if (state.player.growing) patchOutputs(state);
  paint(state, glide);
  revealPin(state);
  patchPlayer(state);
  if (say && !same) speak(state);
  if (!same && !state.player.timer) sendStep(state);
}

function speak(state) {
  setText(state.parts.live, (state.pin && stepAt(state, state.pin)?.say) || "");
}

function sendStep(state) {
  const { player } = state;
  clearTimeout(player.sending);
  player.sending = setTimeout(() => {
    player.sending = 0;
    if (!state.pin) return;
    const [step, sheet] = [stepIndex(state), state.pin.sheet];
    player.sent.push(`${step}/${sheet}`);
    state.emit("step", { gen: state.gen, step, sheet });
  }, SEND_MS);
}

/** Plays from the pinned cell, or from the first one when the last is pinned or `anew` is set. */
export function play(state, anew = false) {
  const { player } = state;
  const count = stepCount(state);
  if (count === 0) return;
  clearTimeout(player.timer);
  const start = anew || !player.growing || stepIndex(state) >= count - 1 ? 0 : stepIndex(state);
  player.growing = true;
  state.hover = null;
  const tick = () => {
    const next = stepIndex(state) + 1;
    if (next >= stepCount(state)) return pause(state, true);
    player.timer = setTimeout(tick, STEP_MS / player.speed);
    return pinTo(state, placeOf(state, next, state.pin.sheet), { say: false });
  };
  player.timer = setTimeout(tick, STEP_MS / player.speed);
  pinTo(state, placeOf(state, start, state.pin?.sheet), { say: false });
}

/** Stops playing. A map that is half grown stays so, to be guessed at; at the end it is whole. */
export function pause(state, atEnd = false) {
  const { player } = state;
  if (!player.timer) return;
  clearTimeout(player.timer);
  player.timer = 0;
  if (atEnd) showWhole(state);
  paint(state);
  patchPlayer(state);
  speak(state);
  sendStep(state);
}

/** Ends the growing of the map: every output cell is shown. */
export function showWhole(state) {
  if (!state.player.growing) return;
  state.player.growing = false;
  patchOutputs(state);
}

/** A step by hand: previous, next, first, last or a place on the scrub bar. */
function stepTo(state, step) {
  pause(state);
  state.hover = null;
  const last = stepCount(state) - 1;
  if (step >= last) showWhole(state);
  pinTo(state, placeOf(state, clamp(step, 0, last), state.pin?.sheet));
}

export function listenToPlayer(state, signal) {
  const { parts } = state;
  const moves = {
    first: () => 0,
    previous: () => stepIndex(state) - 1,
    next: () => stepIndex(state) + 1,
    last: () => stepCount(state) - 1,
  };
  for (const [name, step] of Object.entries(moves)) {
    parts[name].addEventListener("click", () => stepTo(state, step()), { signal });
  }
  parts.play.addEventListener("click", () => (state.player.timer ? pause(state) : play(state)), { signal });
  parts.scrub.addEventListener("input", () => stepTo(state, Number(parts.scrub.value)), { signal });
  parts.speed.addEventListener("change", () => { state.player.speed = Number(parts.speed.value); }, { signal });
}

const OWN_KEYS = "input, textarea, select, button, summary, a, [role=grid], [role=slider], [role=radio], [role=combobox]";

/** On a projector the arrow keys move the window from anywhere, unless what has the focus uses them itself. */
export function listenToPresenter(state, signal) {
  const onKey = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const presenting = state.data.scale > 1;
    if (!presenting || !by || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.composedPath()[0].closest?.(OWN_KEYS)) return;
    event.preventDefault();
    stepTo(state, stepIndex(state) + by);
  };
  document.addEventListener("keydown", onKey, { signal });
}

/** Labels, ends and position of the player. */
export function patchPlayer(state) {
  const { parts, player, data: { labels } } = state;
  const [index, count] = [stepIndex(state), stepCount(state)];
  const playing = Boolean(player.timer);
  const idle = count === 0; // no window fits: there is nothing to walk through
  // One cell of numbers that nobody can change: nothing to play.
  parts.player.hidden = count === 1 && !state.data.input.editable;
  parts.player.classList.toggle("playing", playing);
  for (const name of ["first", "previous", "next", "last"]) {
    const stuck = name === "first" || name === "previous" ? index <= 0 : index >= count - 1;
    setAttribute(parts[name], "aria-disabled", stuck && !playing ? "true" : null);
    setAttribute(parts[name], "aria-label", labels[name]);
    setAttribute(parts[name], "title", labels[name]);
  }
  setAttribute(parts.play, "aria-disabled", idle ? "true" : null);
  setAttribute(parts.play, "aria-label", playing ? labels.pause : labels.play);
  setAttribute(parts.play, "title", playing ? labels.pause : labels.play);
  setAttribute(parts.player, "aria-label", labels.player);
  setAttribute(parts.speed, "aria-label", labels.speed);
  setAttribute(parts.speed, "title", labels.speed);
  const position = idle ? "" : fill(labels.scrub, { n: index + 1, total: count });
  setText(parts.position, position);
  setAttribute(parts.scrub, "max", Math.max(count - 1, 0));
  parts.scrub.disabled = idle;
  parts.scrub.value = String(Math.max(index, 0));
  setAttribute(parts.scrub, "aria-label", labels.player);
  setAttribute(parts.scrub, "aria-valuetext", position);
}
