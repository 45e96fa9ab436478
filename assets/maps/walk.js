// Pointing, walking and choosing. The picture is one tab stop; the arrow keys move inside it.

import { clamp, setText } from "./dom.js";
import { cornerOf, indexAt } from "./layout.js";
import { nameOf, patchMarks, same, selectedPlace } from "./marks.js";

/** The map at a pointer event, or null. */
function placeFrom(state, event) {
  const group = state.groups.find(({ nodes }) => nodes.canvas === event.target);
  if (!group?.plan) return null;
  const index = indexAt(group.plan, group.count, event.offsetX, event.offsetY);
  return index === null ? null : { group, index };
}

/** Keeps the keyboard's place on a map there is, or begins at the selected one. */
export function settleCursor(state, old) {
  const group = old && state.groups[old.position];
  const kept = group && { group, index: Math.min(old.index, group.count - 1) };
  const first = state.groups[0] ? { group: state.groups[0], index: 0 } : null;
  state.cursor = (state.focused && kept) || selectedPlace(state) || kept || first;
}

/** Says a map's name; a layer's too, when one comes to it. */
export function speak(state, from = null) {
  const { cursor, data: { labels }, parts } = state;
  const { group } = cursor;
  const heading = from?.group === group ? [] : [group.title, group.detail];
  const chosen = same(cursor, selectedPlace(state)) ? labels.chosen : "";
  setText(parts.live, [...heading, nameOf(state, cursor), chosen].filter(Boolean).join(" "));
}

function choose(state, { group, index }) {
  const { data, groups } = state;
  if (!data.choosable || same(selectedPlace(state), { group, index })) return;
  const place = group.values
    ? [Math.floor(index / group.across), index % group.across]
    : [groups.indexOf(group), index];
  // The time makes every choice a new value: Streamlit calls back only for those.
  state.emit("select", { gen: data.gen, place, time: Date.now() });
}

// ---- the keyboard -------------------------------------------------------------------------------

/** One map on or back, over the borders of layers. */
function along({ groups, cursor: { group, index } }, step) {
  const next = index + step;
  if (next >= 0 && next < group.count) return { group, index: next };
  const neighbour = groups[groups.indexOf(group) + step];
  return neighbour ? { group: neighbour, index: step > 0 ? 0 : neighbour.count - 1 } : null;
}

/** The middle of a map in the window. */
function middle({ plan, nodes }, index) {
  const { left, top } = nodes.area.getBoundingClientRect();
  const [x, y] = cornerOf(plan, index);
  return [left + (x + plan.w / 2) / plan.ratio, top + (y + plan.h / 2) / plan.ratio];
}

/** One row up or down in a layer, else the nearest map of the layers above or below, as the eye sees it. */
function across({ groups, cursor: { group, index } }, step) {
  const next = index + step * group.plan.columns;
  if (next >= 0 && next < group.count) return { group, index: next };
  const lastRow = Math.floor((group.count - 1) / group.plan.columns);
  if (step > 0 && Math.floor(index / group.plan.columns) < lastRow) return { group, index: group.count - 1 };
  const from = middle(group, index);
  let [best, least] = [null, Infinity];
  for (const other of groups) {
    if (other === group) continue;
    for (let one = 0; one < other.count; one += 1) {
      const to = middle(other, one);
      const ahead = (to[1] - from[1]) * step;
      const far = ahead + 2 * Math.abs(to[0] - from[0]);
      if (ahead > 1 && far < least) [best, least] = [{ group: other, index: one }, far];
    }
  }
  return best;
}

/** First or last: of the row in one map's cells, else of the layer; with Ctrl, of everything. */
function ends({ groups, cursor: { group, index } }, last, all) {
  if (all) {
    const goal = groups[last ? groups.length - 1 : 0];
    return { group: goal, index: last ? goal.count - 1 : 0 };
  }
  if (!group.values) return { group, index: last ? group.count - 1 : 0 };
  const begin = index - (index % group.across);
  return { group, index: last ? begin + group.across - 1 : begin };
}

/** In one map, left and right end at its edges, as up and down do. */
function beside(state, step) {
  const { group, index } = state.cursor;
  if (!group.values) return along(state, step);
  const column = index % group.across;
  return { group, index: index - column + clamp(column + step, 0, group.across - 1) };
}

const MOVES = {
  ArrowLeft: (state) => beside(state, -1),
  ArrowRight: (state) => beside(state, 1),
  ArrowUp: (state) => across(state, -1),
  ArrowDown: (state) => across(state, 1),
  Home: (state, event) => ends(state, false, event.ctrlKey),
  End: (state, event) => ends(state, true, event.ctrlKey),
};

function onKeydown(state, event) {
  const { key } = event;
  if (event.altKey || event.metaKey || event.shiftKey || !state.cursor) return;
  if (event.ctrlKey && key !== "Home" && key !== "End") return;
  if (key in MOVES) walkTo(state, MOVES[key](state, event));
  else if (key === "Enter" || key === " ") choose(state, state.cursor);
  else if (key === "Escape") dismiss(state);
  else return;
  event.preventDefault();
}

function walkTo(state, goal) {
  const from = state.keyboard ? state.cursor : null;
  // The keyboard has the word now, wherever the pointer rests.
  Object.assign(state, { pointed: null, keyboard: true, dismissed: false, cursor: goal ?? state.cursor });
  patchMarks(state);
  reveal(state);
  speak(state, from);
}

/** Scrolls the page until the map the keyboard is at can be seen; the loupe goes with it. */
function reveal(state) {
  state.rings.here.scrollIntoView({ block: "nearest", inline: "nearest" });
  patchMarks(state);
}

export function dismiss(state) {
  state.dismissed = true;
  patchMarks(state);
}

function onFocus(state) {
  state.focused = true;
  state.keyboard = state.parts.surface.matches(":focus-visible");
  state.dismissed = false;
  patchMarks(state);
  if (!state.keyboard || !state.cursor) return;
  reveal(state);
  speak(state);
}

// ---- the pointer --------------------------------------------------------------------------------

function point(state, place) {
  if (same(state.pointed, place)) return;
  state.pointed = place;
  state.dismissed = false;
  patchMarks(state);
}

function onClick(state, event) {
  const place = placeFrom(state, event);
  if (!place) return;
  if (!state.focused) state.parts.surface.focus({ preventScroll: true });
  Object.assign(state, { cursor: place, keyboard: false, tapped: event.pointerType === "touch", dismissed: false });
  patchMarks(state);
  choose(state, place);
}

export function listen(state, signal) {
  const { root, parts: { surface } } = state;
  const on = (type, handler) => surface.addEventListener(type, handler, { signal });

  // Streamlit's own hotkeys (r, c) listen further out.
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, (event) => event.stopPropagation(), { signal });
  }
  on("keydown", (event) => onKeydown(state, event));
  on("focus", () => onFocus(state));
  on("blur", () => {
    Object.assign(state, { focused: false, keyboard: false, tapped: false });
    patchMarks(state);
  });

  let at = ""; // where the pointer was: scrolling under a resting one is no pointing
  on("pointermove", (event) => {
    const now = `${event.clientX} ${event.clientY}`;
    if (event.pointerType === "touch" || now === at) return;
    at = now;
    point(state, placeFrom(state, event));
  });
  on("pointerleave", () => point(state, null));
  on("click", (event) => onClick(state, event));

  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.pointed) dismiss(state);
  }, { signal, capture: true });
  window.addEventListener("scroll", () => {
    state.tapped = false;
    if (state.pointed) point(state, null);
    else if (state.focused) patchMarks(state);
  }, { signal, capture: true, passive: true });
}
