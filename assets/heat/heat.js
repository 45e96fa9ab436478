// Images with heatmaps over them: Python chose pixels, values and colours; here they are drawn and looked at.

import { Echo } from "./echo.js";
import { setAttribute } from "./dom.js";
import { listenToLook, newLook, receiveLook } from "./look.js";
import { newPainting } from "./mask.js";
import { listenToPainting, receivePaint } from "./paint.js";
import { fit, updateAll } from "./panes.js";
import { bytesOf } from "./pixels.js";
import { listenToPointing, patchPlace } from "./point.js";

const VIEWS = new WeakMap(); // parentElement -> state of that view

function open(root) {
  root.dataset.ready = "";
  const stop = new AbortController();
  const state = {
    root,
    parts: Object.fromEntries([...root.querySelectorAll("[data-role]")].map((part) => [part.dataset.role, part])),
    data: null,
    table: null, // the colours of the values 0 to 1
    panes: [],
    names: null,
    look: newLook(),
    smooth: false,
    pointed: null, // the place under the pointer
    walked: null, // the place the arrow keys have gone to, while a pane has the focus
    resting: { down: 0.5, across: 0.5 }, // where they go on from
    painted: null, // the pane that is painted on
    painting: newPainting(),
    echo: new Echo(), // of the paint
    tools: null,
    stroke: null, // being painted just now
    waiting: null,
    stop,
    renders: 0,
    emit: null,
  };
  listenToPointing(state, stop.signal);
  listenToLook(state, stop.signal);
  listenToPainting(state, stop.signal);
  state.observer = new ResizeObserver(() => fit(state));
  state.observer.observe(root);
  return state;
}

function close(state) {
  clearTimeout(state.waiting);
  state.stop.abort();
  state.observer.disconnect();
}

function receive(state, data) {
  state.data = data;
  state.table ??= bytesOf(data.table);
  state.root.style.setProperty("--scale", data.scale);
  setAttribute(state.root, "aria-label", data.labels.group);
  receiveLook(state);
  updateAll(state);
  receivePaint(state);
  patchPlace(state);
}

/** Streamlit calls this on every change of data or theme. */
export default function heatView({ data: sent, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-role="heat"]');
  const data = sent?.[0]; // Python sends a list of one
  if (!root || !data) return undefined;
  let state = VIEWS.get(parentElement);
  if (state?.root !== root) {
    if (state) close(state);
    state = open(root);
    VIEWS.set(parentElement, state);
  }
  state.emit = setStateValue;
  state.renders += 1;
  const render = state.renders;
  receive(state, data);
  return () => {
    if (render !== state.renders) return; // an overtaken call is cleaned up while the view lives on
    close(state);
    VIEWS.delete(parentElement);
  };
}
