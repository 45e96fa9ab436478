// The panes: an image, what is laid over it, and the words around it.

import { element, setAttribute, setText, shape } from "./dom.js";
import { drawHeat, drawImage, valuesOf } from "./pixels.js";

const SIDE = 192; // of an image, in CSS pixels before the presenter's scale
const ALONE = 288; // of an image that has no others beside it
const PAINTED = 320; // of the image that is painted on
const NARROWEST = 120; // two stand beside each other on a phone
const GAP = 16;

/** An empty pane; `number` makes its ids. */
function made(number, choosable) {
  const id = (part) => `heat-${number}-${part}`;
  const parts = {
    title: element(choosable ? "button" : "p", { class: "title", type: choosable && "button" }),
    image: element("canvas", { class: "image" }),
    paint: element("canvas", { class: "paint" }),
    heat: element("canvas", { class: "map" }),
    lines: shape("svg", { class: "lines", "aria-hidden": "true", preserveAspectRatio: "none" }),
    mark: element("div", { class: "mark" }),
    value: element("p", { class: "value", "aria-hidden": "true" }),
    caption: element("p", { class: "caption", id: id("caption") }),
    detail: element("p", { class: "detail", id: id("detail") }),
  };
  const { title, image, paint, heat, lines, mark, value, caption, detail } = parts;
  parts.stage = element("div", { class: "stage" }, image, paint, heat, lines, mark);
  setAttribute(parts.stage, "aria-describedby", `${id("caption")} ${id("detail")}`);
  const words = element("div", { class: "words" }, caption, detail);
  parts.figure = element("div", { class: "pane" }, title, parts.stage, value, words);
  return { parts, heat: null, seen: {} };
}

/** Builds the panes anew when there are others than before; gives the name of the one that had the focus. */
function arrange(state) {
  const { data, parts } = state;
  const names = JSON.stringify([data.panes.map(({ name }) => name), data.paint?.pane, data.choosable]);
  if (names === state.names) return undefined;
  state.names = names;
  const focused = state.panes.find(({ parts: { stage } }) => stage.matches(":focus"))?.name;
  for (const { parts: { figure } } of state.panes) figure.remove();
  state.panes = data.panes.map((sent, number) => ({ ...made(number, data.choosable), name: sent.name }));
  state.painted = state.panes.find(({ name }) => name === data.paint?.pane) ?? null;
  const others = state.panes.filter((pane) => pane !== state.painted);
  parts.panes.replaceChildren(...others.map((pane) => pane.parts.figure));
  parts.panes.hidden = others.length === 0;
  if (state.painted) {
    state.painted.parts.figure.classList.add("painted");
    parts.board.prepend(state.painted.parts.figure);
  }
  return focused;
}

/** Brings a pane up to date; what has not changed is not drawn again. */
function update(state, pane, sent) {
  const { parts } = pane;
  const changed = (name, value) => {
    const text = JSON.stringify(value);
    const differs = pane.seen[name] !== text;
    pane.seen[name] = text;
    return differs;
  };
  pane.rows = sent.image.rows;
  pane.cols = sent.image.cols;
  for (const name of ["title", "caption", "detail"]) setText(parts[name], sent[name]);
  if (changed("image", sent.image)) drawImage(parts.image, sent.image);
  if (changed("heat", sent.heat)) pane.heat = sent.heat && valuesOf(sent.heat);
  parts.heat.hidden = !pane.heat;
  if (changed("drawn", [sent.heat, state.smooth]) && pane.heat) {
    drawHeat(parts.heat, pane.heat, state.table, state.smooth);
  }
  if (changed("outline", [sent.outline, pane.rows, pane.cols])) drawOutline(pane, sent.outline);
  describe(state, pane, sent);
}

/** What a pane is called; only one that has something to tell or to paint is a tab stop. */
function describe(state, pane, { title, alt }) {
  const { stage, title: name, figure } = pane.parts;
  const walked = Boolean(pane.heat) || pane === state.painted;
  setAttribute(stage, "role", walked ? "application" : "img");
  setAttribute(stage, "tabindex", walked && "0");
  setAttribute(stage, "aria-label", [title, alt].filter(Boolean).join(": "));
  const selected = state.data.selected === pane.name;
  figure.classList.toggle("selected", selected);
  if (state.data.choosable) setAttribute(name, "aria-pressed", String(selected));
}

/** Twice, light on dark: it shows on any image. */
function drawOutline({ parts: { lines }, rows, cols }, path) {
  setAttribute(lines, "viewBox", `0 0 ${cols} ${rows}`);
  const line = (look) => shape("path", { class: look, d: path });
  lines.replaceChildren(...(path ? [line("under"), line("over")] : []));
}

export function updateAll(state) {
  const focused = arrange(state);
  state.panes.forEach((pane, number) => update(state, pane, state.data.panes[number]));
  fit(state);
  state.panes.find(({ name }) => name === focused)?.parts.stage.focus({ preventScroll: true });
}

/** Sets the size of every image: whole screen pixels for each of its own, as far as there is room. */
export function fit(state) {
  const { root, parts, panes, painted, data } = state;
  const room = root.clientWidth;
  if (!data || !room) return;
  const gap = GAP * data.scale;
  const wanted = (panes.length === 1 ? ALONE : SIDE) * data.scale;
  const half = Math.floor((room - gap) / 2);
  const several = panes.length - (painted ? 1 : 0) > 1;
  const fitting = several && half < wanted && half >= NARROWEST ? half : Math.min(wanted, room);
  parts.panes.style.setProperty("--side", `${fitting}px`);
  root.style.setProperty("--gap", `${gap}px`);
  for (const pane of panes) {
    const side = pane === painted ? Math.min(PAINTED * data.scale, room) : fitting;
    const dense = side * devicePixelRatio;
    const longest = Math.max(pane.rows, pane.cols);
    const cell = (dense < longest ? dense / longest : Math.floor(dense / longest)) / devicePixelRatio;
    pane.parts.stage.style.width = `${cell * pane.cols}px`;
    pane.parts.stage.style.height = `${cell * pane.rows}px`;
    pane.parts.figure.style.width = `${side}px`;
  }
}
