// All maps of some layers, or one map cell by cell: Python makes them, here they are arranged, drawn and chosen.

import { setText } from "./dom.js";
import { patchMarks, rings, same, selectedPlace } from "./marks.js";
import { drawGroups, makeGroups } from "./picture.js";
import { forgetSheets, takeSheets } from "./sheets.js";
import { listen, settleCursor, speak } from "./walk.js";

const PICTURES = new WeakMap(); // parentElement -> state of that picture

const PARTS = ["surface", "legend", "hint", "loupe", "lens", "lens-title", "lens-name", "ink", "live"];

function open(root) {
  root.dataset.ready = "";
  const stop = new AbortController();
  const state = {
    root,
    parts: Object.fromEntries(PARTS.map((name) => [name, root.querySelector(`[data-role="${name}"]`)])),
    data: null, // what is shown; what has just come waits for its pictures
    sheets: new Map(), // digest -> picture
    groups: [], // as Python sent them, each with its nodes and where its maps lie
    rings: rings(),
    pointed: null, // the map under the pointer; places are a group and an index
    cursor: null, // the map the keyboard is at
    focused: false,
    keyboard: false, // whether it was reached with the keyboard
    tapped: false, // or with a finger
    dismissed: false, // the loupe was left with Escape
    inLens: null, // what the loupe shows
    lifted: false, // whether it is on the page's top layer
    stop,
    renders: 0,
    drawn: 0,
    emit: null,
  };
  listen(state, stop.signal);
  state.observer = new ResizeObserver(() => redraw(state));
  state.observer.observe(root);
  watchScreen(state);
  return state;
}

/** Another screen or another zoom has other pixels. */
function watchScreen(state) {
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
    redraw(state);
    watchScreen(state);
  }, { once: true, signal: state.stop.signal });
}

function close(state) {
  state.stop.abort();
  state.observer.disconnect();
}

function redraw(state) {
  if (!state.data) return;
  drawGroups(state);
  if (state.groups.every(({ plan }) => plan)) patchMarks(state);
}

/** Takes over what Python sent, once its pictures are there: nothing flickers. */
function show(state, data) {
  const { parts, root, cursor } = state;
  const before = state.data && selectedPlace(state);
  const old = cursor && { position: state.groups.indexOf(cursor.group), index: cursor.index };
  state.data = data;
  forgetSheets(state, data.sheets);
  root.style.setProperty("--scale", data.scale);
  parts.surface.setAttribute("aria-label", data.labels.picture);
  parts.surface.classList.toggle("choosable", data.choosable);
  writeNotes(state);
  makeGroups(state);
  Object.assign(state, { pointed: moved(state, state.pointed), inLens: null });
  settleCursor(state, old);
  redraw(state);
  const now = selectedPlace(state);
  if (state.focused && now && now.index !== before?.index && same(now, state.cursor)) speak(state, now);
  state.drawn += 1;
  root.dataset.drawn = state.drawn;
}

/** The map at the same place of the new picture. */
function moved({ groups }, place) {
  const group = place && groups.find(({ nodes }) => nodes === place.group.nodes);
  return group && place.index < group.count ? { group, index: place.index } : null;
}

function writeNotes({ parts, data: { labels, groups } }) {
  setText(parts.hint, labels.hint);
  const marked = groups.some((group) => group.marked.length) && labels.marked;
  const legend = marked || (groups.some((group) => group.frame) && labels.frame) || "";
  setText(parts.legend, legend);
  parts.legend.hidden = !legend;
}

function receive(state, data, render) {
  const waiting = takeSheets(state, data.sheets);
  if (!waiting) return show(state, data);
  waiting.then(() => {
    if (render === state.renders && !state.stop.signal.aborted) show(state, data);
  });
  return undefined;
}

/** Streamlit calls this on every change of data or theme. */
export default function mapsView({ data: sent, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-role="maps"]');
  const data = sent?.[0]; // Python sends a list of one
  if (!root || !data) return undefined;
  let state = PICTURES.get(parentElement);
  if (state?.root !== root) {
    if (state) close(state);
    state = open(root);
    PICTURES.set(parentElement, state);
  }
  state.emit = setStateValue;
  state.renders += 1;
  const render = state.renders;
  receive(state, data, render);
  return () => {
    if (render !== state.renders) return; // an overtaken call is cleaned up while the picture lives on
    close(state);
    PICTURES.delete(parentElement);
  };
}
