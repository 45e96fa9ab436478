// The picture of a network: Python works out where everything goes; here it is drawn, pointed at and chosen.

import { drawDetails, panel, patchMarks, writeScale } from "./details.js";
import { setAttribute } from "./dom.js";
import { drawPicture, option } from "./picture.js";
import { listen, reveal, rove } from "./walk.js";

const PICTURES = new WeakMap(); // parentElement -> state of that picture

const LARGEST = 1.3; // enlargement of a short network
const PARTS = ["scroller", "picture", "leaders", "layers", "branches", "details", "hint", "scale", "live"];

function open(root) {
  root.dataset.ready = "";
  const stop = new AbortController();
  const state = {
    root,
    parts: Object.fromEntries(PARTS.map((name) => [name, root.querySelector(`[data-role="${name}"]`)])),
    data: null,
    gen: null,
    layers: [], // as Python sent them, each with its node in the picture and its panel below
    pointed: null, // the layer under the pointer
    focused: null, // the layer that has the focus
    stop,
    renders: 0,
    emit: null,
  };
  listen(state, stop.signal);
  state.observer = new ResizeObserver(() => fit(state));
  state.observer.observe(state.parts.scroller);
  return state;
}

function close(state) {
  state.stop.abort();
  state.observer.disconnect();
}

/** A short network may fill the width there is; a long one keeps its size and scrolls. */
function fit({ parts, data }) {
  if (!data) return;
  const { width, height } = data.picture;
  const zoom = data.scale * Math.max(1, Math.min(LARGEST, parts.scroller.clientWidth / (width * data.scale)));
  setAttribute(parts.picture, "width", Math.floor(width * zoom));
  setAttribute(parts.picture, "height", Math.round(height * zoom));
}

/** Draws everything anew; the layer in focus keeps the focus, if there still is one at its position. */
function redraw(state) {
  const { focused } = state;
  state.pointed = null;
  state.focused = null;
  const draw = (layer) => ({ ...layer, node: option(layer), panel: panel(layer) });
  state.layers = state.data.picture.layers.map(draw);
  drawPicture(state);
  drawDetails(state);
  const kept = focused && state.layers.find(({ position }) => position === focused.position);
  if (kept) kept.node.focus({ preventScroll: true });
}

function receive(state, data) {
  const { parts, root } = state;
  const fresh = data.gen !== state.gen;
  const chosen = state.data !== null && data.selected !== state.data.selected;
  state.data = data;
  state.gen = data.gen;
  root.style.setProperty("--scale", data.scale);
  setAttribute(parts.picture, "aria-label", data.labels.picture);
  fit(state);
  if (fresh) redraw(state);
  writeScale(state);
  rove(state);
  patchMarks(state);
  const selected = state.layers.find(({ position }) => position === data.selected);
  if (chosen) reveal(state, selected);
  else if (fresh) reveal(state, state.layers.find(({ error }) => error) ?? selected);
}

/** Streamlit calls this on every change of data or theme. */
export default function networkView({ data: sent, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-role="network"]');
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
  receive(state, data);
  return () => {
    if (render !== state.renders) return; // an overtaken call is cleaned up while the picture lives on
    close(state);
    PICTURES.delete(parentElement);
  };
}
