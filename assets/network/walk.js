// Pointing, walking and choosing. The picture is one tab stop; the arrow keys move inside it.

import { patchMarks, speak } from "./details.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

const layerFrom = (state, event) => {
  const node = event.target.closest?.("[role=option]");
  return state.layers.find((layer) => layer.node === node) ?? null;
};

/** Makes one layer the tab stop: the one in focus, else the selected one, else the first. */
export function rove(state, wanted = state.focused) {
  const { layers, data } = state;
  const stop = wanted ?? layers.find(({ position }) => position === data.selected) ?? layers[0];
  for (const { node } of layers) node.setAttribute("tabindex", node === stop?.node ? "0" : "-1");
}

/** Scrolls the picture, and nothing else, until a layer can be seen. */
export function reveal({ parts: { scroller } }, layer) {
  if (!layer || scroller.scrollWidth <= scroller.clientWidth) return;
  const [inner, outer] = [layer.node.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const room = 24;
  if (inner.left < outer.left + room) scroller.scrollLeft -= outer.left + room - inner.left;
  else if (inner.right > outer.right - room) scroller.scrollLeft += inner.right + room - outer.right;
}

function choose(state, layer) {
  const { data, gen } = state;
  if (!data.choosable || layer.position === data.selected) return;
  // The time makes every choice a new value: Streamlit calls back only for those.
  state.emit("select", { gen, position: layer.position, time: Date.now() });
}

function onKeydown(state, event) {
  const layer = layerFrom(state, event);
  if (!layer || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { layers } = state;
  if (event.key in STEPS) {
    const goal = layers.indexOf(layer) + STEPS[event.key];
    state.pointed = null; // the keyboard has the word now, wherever the pointer rests
    layers[Math.max(0, Math.min(layers.length - 1, goal))].node.focus({ preventScroll: true });
  } else if (event.key === "Enter" || event.key === " ") {
    choose(state, layer);
  } else {
    return;
  }
  event.preventDefault();
}

function onFocusin(state, event) {
  const layer = layerFrom(state, event);
  if (!layer) return;
  state.focused = layer;
  rove(state);
  patchMarks(state);
  if (layer.node.matches(":focus-visible")) {
    reveal(state, layer);
    speak(state, layer);
  }
}

export function listen(state, signal) {
  const { root, parts: { picture } } = state;
  const on = (type, handler) => picture.addEventListener(type, handler, { signal });

  // Streamlit's own hotkeys (r, c) listen further out.
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, (event) => event.stopPropagation(), { signal });
  }
  on("keydown", (event) => onKeydown(state, event));
  on("focusin", (event) => onFocusin(state, event));
  on("focusout", () => {
    state.focused = null;
    patchMarks(state);
  });

  const point = (layer) => {
    if (state.pointed === layer) return;
    state.pointed = layer;
    patchMarks(state);
  };
  on("pointerover", (event) => {
    if (event.pointerType !== "touch") point(layerFrom(state, event));
  });
  on("pointerleave", () => point(null));
  on("click", (event) => {
    const layer = layerFrom(state, event);
    if (!layer) return;
    layer.node.focus({ preventScroll: true });
    choose(state, layer);
  });
}
