// The layers: their headings, and their maps drawn on a canvas each.

import { element, fill, setText } from "./dom.js";
import { arrange, cornerOf } from "./layout.js";

/** Headings and empty drawings for what Python has sent; nodes that are there already are used again. */
export function makeGroups(state) {
  const { parts: { surface }, data } = state;
  const old = state.groups;
  state.groups = data.groups.map((sent, index) => ({ ...sent, nodes: old[index]?.nodes ?? makeNodes() }));
  for (const { title, detail, count, total, nodes } of state.groups) {
    setText(nodes.title, title);
    setText(nodes.detail, detail);
    nodes.heading.hidden = !title && !detail;
    nodes.more.hidden = count === total;
    if (count < total) setText(nodes.more, fill(data.labels.more, { shown: count, total }));
  }
  if (old.length !== state.groups.length) surface.replaceChildren(...state.groups.map(({ nodes }) => nodes.group));
}

function makeNodes() {
  const [title, detail] = [element("span", { class: "title" }), element("span", { class: "detail" })];
  const heading = element("p", { class: "heading" }, title, " ", detail);
  const canvas = element("canvas", { "aria-hidden": "true" });
  const area = element("div", { class: "area" }, canvas);
  const more = element("p", { class: "more" });
  return { group: element("div", { class: "group" }, heading, area, more), heading, title, detail, area, canvas, more };
}

/** The three colours of the drawing; the maps' own come from Python. */
function inks({ parts: { ink } }) {
  const { color, backgroundColor, borderTopColor } = getComputedStyle(ink);
  return { text: color, paper: backgroundColor, line: borderTopColor };
}

/** Arranges and draws whatever has changed: the maps, their marks, the width, the screen, the theme. */
export function drawGroups(state) {
  const colours = inks(state);
  const room = state.parts.surface.clientWidth;
  if (!room) return; // on a page that is not shown
  for (const group of state.groups) {
    const { sheet, marked, frame, nodes } = group;
    const wanted = JSON.stringify([sheet, marked, frame, room, state.data.scale, devicePixelRatio, colours]);
    if (nodes.drawn?.wanted !== wanted) {
      const plan = arrange(group, room, state.data.scale, devicePixelRatio);
      drawGroup(group, plan, state.sheets.get(sheet).image, colours);
      nodes.drawn = { wanted, plan };
      nodes.area.dataset.layout = JSON.stringify(plan); // for tests, which find a map by it
    }
    group.plan = nodes.drawn.plan;
  }
}

function drawGroup(group, plan, image, colours) {
  const { canvas, area } = group.nodes;
  const { width, height, ratio, w } = plan;
  Object.assign(canvas, { width, height });
  area.style.width = canvas.style.width = `${width / ratio}px`;
  area.style.height = canvas.style.height = `${height / ratio}px`;
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = w < group.tile[0]; // only what has to shrink
  pen.imageSmoothingQuality = "high";
  if (group.values) drawCells(pen, image, plan, colours);
  else drawMaps(pen, image, group, plan, colours);
}

function drawMaps(pen, image, group, plan, colours) {
  for (let index = 0; index < group.count; index += 1) drawMap(pen, image, group, index, plan);
  drawEdges(pen, group, plan, colours);
  for (const index of group.marked) crossOut(pen, plan, index, colours);
}

/** One map cell by cell, with fine lines between them and around. */
function drawCells(pen, image, { x, y, w, h, gap, columns, rows, ratio }, { line }) {
  const [width, height] = [columns * (w + gap), rows * (h + gap)];
  const edge = gap || Math.round(ratio);
  pen.drawImage(image, x, y, width, height); // the gaps' halves are drawn over
  pen.fillStyle = line;
  if (gap) {
    for (let column = 1; column < columns; column += 1) pen.fillRect(x + column * (w + gap) - gap, y, gap, height);
    for (let row = 1; row < rows; row += 1) pen.fillRect(x, y + row * (h + gap) - gap, width, gap);
  }
  pen.lineWidth = edge;
  pen.strokeStyle = line;
  pen.strokeRect(x - edge / 2, y - edge / 2, width - gap + edge, height - gap + edge);
}

/** One map from the sheet, anywhere on a canvas. */
export function drawMap(pen, image, { tile: [w, h], across }, index, plan, [x, y] = cornerOf(plan, index)) {
  const [left, top] = [(index % across) * w, Math.floor(index / across) * h];
  pen.drawImage(image, left, top, w, h, x, y, plan.w, plan.h);
}

/** A fine line around each map: white ones show on white, black ones on black. */
function drawEdges(pen, { count }, plan, { line }) {
  const width = Math.max(1, Math.round(plan.ratio));
  pen.strokeStyle = line;
  pen.lineWidth = width;
  for (let index = 0; index < count; index += 1) {
    const [x, y] = cornerOf(plan, index);
    pen.strokeRect(x - width / 2, y - width / 2, plan.w + width, plan.h + width);
  }
}

function crossOut(pen, plan, index, { text, paper }) {
  const [x, y] = cornerOf(plan, index);
  const { w, h } = plan;
  pen.globalAlpha = 0.6;
  pen.fillStyle = paper;
  pen.fillRect(x, y, w, h);
  pen.globalAlpha = 1;
  pen.strokeStyle = text;
  pen.lineWidth = Math.max(1, 1.5 * plan.ratio);
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + w, y + h);
  pen.moveTo(x + w, y);
  pen.lineTo(x, y + h);
  pen.stroke();
}
