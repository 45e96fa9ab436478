// What is told about a layer: below the picture, and to screen readers; and which layers are marked.

import { element, setAttribute, setText } from "./dom.js";

/** The layer that is spoken of: pointed at, else in focus, else selected, else the one that fails. */
function inView({ pointed, focused, layers, data }) {
  const selected = layers.find(({ position }) => position === data.selected);
  return pointed ?? focused ?? selected ?? layers.find(({ error }) => error) ?? null;
}

/** What is told: first what is wrong, whether or not the lines say it too. */
const linesOf = ({ error, lines }) => [...new Set([error, ...lines])].filter(Boolean);

/** A layer's details. */
export function panel(layer) {
  const look = (line) => ({ class: line === layer.error ? "message" : null });
  const told = linesOf(layer).map((line) => element("p", look(line), line));
  return element("div", { class: "panel" }, element("p", { class: "title" }, layer.title), ...told);
}

/** Lays every layer's details on one place, so that its height never changes while one points about. */
export function drawDetails({ parts, layers, data: { labels } }) {
  setText(parts.hint, labels.hint);
  parts.details.replaceChildren(parts.hint, ...layers.map((layer) => layer.panel));
}

/** Shows the details of the layer in view; marks what is pointed at and selected. */
export function patchMarks(state) {
  const { parts, layers, data } = state;
  const shown = inView(state);
  parts.hint.classList.toggle("shown", !shown);
  for (const layer of layers) {
    layer.panel.classList.toggle("shown", layer === shown);
    setAttribute(layer.node, "aria-selected", String(layer.position === data.selected));
    layer.node.classList.toggle("pointed", layer === state.pointed);
    layer.node.classList.toggle("selected", layer.position === data.selected);
  }
  parts.picture.classList.toggle("choosable", data.choosable);
}

/** Reads a layer's details out; its name is spoken by the focus itself. */
export function speak(state, layer) {
  setText(state.parts.live, linesOf(layer).join(" "));
}

export function writeScale({ parts, data: { labels, picture } }) {
  const sides = picture.linear ? labels.linear : labels.root;
  const texts = [picture.maps && sides, picture.bars && labels.bars].filter(Boolean);
  if (parts.scale.dataset.texts === texts.join("\n")) return;
  parts.scale.dataset.texts = texts.join("\n");
  parts.scale.replaceChildren(...texts.map((text) => element("span", {}, text)));
}
