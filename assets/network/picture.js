// The picture itself: what Python has worked out, as SVG.

import { setAttribute, shape } from "./dom.js";

const PATTERNED = ["pooling", "thin"]; // told apart by more than their colour

/** Draws the whole picture anew, around the layers' own nodes. */
export function drawPicture({ parts, layers, data: { picture } }) {
  setAttribute(parts.picture, "viewBox", `0 0 ${picture.width} ${picture.height}`);
  parts.leaders.replaceChildren(...picture.columns.map(leader));
  parts.layers.replaceChildren(...picture.columns.map(heading), ...layers.map(({ node }) => node));
  const merging = layers.filter(({ sign }) => sign);
  const joined = new Set(merging.map(({ position }) => position));
  parts.branches.replaceChildren(
    ...picture.flows.map(arrow),
    ...picture.arcs.flatMap((arc) => branch(arc, joined.has(arc.to))),
    ...merging.flatMap(({ sign }) => plus(sign)),
  );
}

const polygon = (name, points, more = {}) => shape("polygon", { class: name, points, ...more });

const heading = ({ x, y, text, look }) =>
  shape("text", { class: `heading ${look}`, x, y, "aria-hidden": "true" }, text);

function leader({ leader: [x, upper, lower] }) {
  return shape("line", { class: "leader", x1: x, x2: x, y1: upper, y2: Math.max(upper, lower) });
}

/** The pattern that tells a layer apart by more than its colour; null where it has none. */
function patternOf({ family, look }) {
  if (look === "error") return "url(#net-error)";
  return look !== "ghost" && PATTERNED.includes(family) ? `url(#net-${family})` : null;
}

/** A layer's node: its block and its name. */
export function option(layer) {
  const { faces, bands, canvas, rungs } = layer;
  const fill = patternOf(layer);
  const drawn = [];
  if (faces.side) drawn.push(polygon("side", faces.side));
  if (canvas) drawn.push(landscape(canvas), polygon("edge", faces.side));
  drawn.push(polygon("top", faces.top), polygon("front", faces.front));
  bands.forEach(({ top, front }, index) => {
    const band = { "data-band": index };
    drawn.push(polygon("top band", top, band), polygon("front band", front, band));
  });
  if (fill) drawn.push(polygon("pattern", faces.front, { fill }));
  for (const points of rungs) drawn.push(shape("polyline", { class: "rung", points }));
  drawn.push(polygon("edge", faces.top), polygon("edge", faces.front));
  const attributes = {
    class: `layer ${layer.look}`, role: "option", tabindex: "-1",
    "aria-label": layer.say, "aria-selected": "false",
    "data-position": layer.position, "data-family": layer.family, "data-open": layer.open || null,
  };
  return shape("g", attributes, ...drawn, words(layer, fill));
}

function words({ name: { x, y, width, height, text } }, fill) {
  const middle = y + height / 2;
  const swatch = { class: "swatch", x, y: middle - 4.5, width: 9, height: 9, rx: 1.5 };
  const parts = [
    shape("rect", { class: "room", x: x - 6, y, width: width + 12, height, rx: 4 }),
    shape("rect", swatch),
  ];
  if (fill) parts.push(shape("rect", { ...swatch, class: "pattern", fill }));
  parts.push(shape("text", { class: "name", x: x + 16, y: middle + 4.2 }, text));
  return shape("g", { class: "words" }, ...parts);
}

/** A picture on the input's face: what a network is shown. */
function landscape({ matrix, coloured }) {
  const place = { class: coloured ? "landscape" : "landscape grey", transform: `matrix(${matrix.join(" ")})` };
  return shape("g", place,
    shape("rect", { class: "sky", width: 1, height: 1 }),
    shape("circle", { class: "sun", cx: 0.7, cy: 0.27, r: 0.11 }),
    shape("path", { class: "far", d: "M0.06,0.84 V0.66 L0.32,0.36 L0.62,0.84 Z" }),
    shape("path", { class: "near", d: "M0.3,0.84 L0.62,0.52 L0.94,0.84 Z" }),
  );
}

const arrow = ({ x, x2, y }) =>
  shape("path", { class: "flow", d: `M${x + 3},${y} H${x2 - 4} m-3.5,-3.5 l3.5,3.5 l-3.5,3.5` });

/** A line over the blocks; its arrow is left out where the sign of a merging layer stands. */
function branch({ path, start: [x, y], end }, joined) {
  const drawn = [
    shape("path", { class: "branch", d: path }),
    shape("circle", { class: "knot", cx: x, cy: y, r: 2.6 }),
  ];
  if (!joined) drawn.push(shape("path", { class: "knot", d: `M${end[0]},${end[1]} l-3.5,-6.5 h7 z` }));
  return drawn;
}

/** The sign of a merging layer: + for a sum, two bars for channels side by side. */
function plus([x, y, kind]) {
  return [
    shape("circle", { class: "node", cx: x, cy: y, r: 7.5 }),
    shape("path", { class: "node-sign", d: kind === "Add" ? cross(x, y) : bars(x, y) }),
  ];
}

const cross = (x, y) => `M${x - 4},${y} h8 M${x},${y - 4} v8`;
const bars = (x, y) => `M${x - 2},${y - 3.6} v7.2 M${x + 2},${y - 3.6} v7.2`;
