// The tools below the image that is painted on.

import { element, fill, setAttribute, setText } from "./dom.js";
import { count } from "./mask.js";

const SIZES = [1, 2, 4, 8];

/** A choice of one, with the browser's own keys. */
function choice(group, values, chosen, onChoose) {
  const legend = element("legend");
  const options = values.map((value) => {
    const input = element("input", { type: "radio", name: group, value, checked: value === chosen && "" });
    input.addEventListener("change", () => onChoose(value));
    const words = element("span");
    return { value, words, node: element("label", {}, input, words) };
  });
  const row = element("div", { class: "options" }, ...options.map(({ node }) => node));
  return { node: element("fieldset", { class: group }, legend, row), legend, options };
}

/** Makes the tools once; `act` has undo, clear and a patch of the mark. */
export function madeTools(painting, act) {
  const brush = choice("brush", SIZES, painting.size, (size) => {
    painting.size = size;
    act.patch();
  });
  const tool = choice("tool", ["paint", "erase"], "paint", (name) => {
    painting.erase = name === "erase";
  });
  const button = (onClick) => {
    const node = element("button", { type: "button", class: "act" });
    node.addEventListener("click", () => node.getAttribute("aria-disabled") || onClick());
    return node;
  };
  const parts = { brush, tool, undo: button(act.undo), clear: button(act.clear) };
  parts.covered = element("p", { class: "covered" });
  parts.hint = element("p", { class: "hint" });
  const acts = element("div", { class: "acts" }, parts.undo, parts.clear);
  parts.node = element("div", { class: "tools", role: "group" }, tool.node, brush.node, acts);
  parts.node.append(parts.covered, parts.hint);
  return parts;
}

export const coveredText = (labels, painting) =>
  fill(labels.covered, { n: count(painting), total: painting.cells.length });

/** Words, and which buttons have something to do. They keep the focus when they have not. */
export function patchTools(tools, painting, labels) {
  setAttribute(tools.node, "aria-label", labels.tools);
  setText(tools.brush.legend, labels.brush);
  setText(tools.tool.legend, labels.tool);
  for (const { value, words } of tools.brush.options) setText(words, `${value}×${value}`);
  for (const { value, words } of tools.tool.options) setText(words, labels[value]);
  for (const name of ["undo", "clear"]) setText(tools[name], labels[name]);
  setText(tools.covered, coveredText(labels, painting));
  setText(tools.hint, labels.paint_hint);
  setAttribute(tools.undo, "aria-disabled", painting.history.length === 0);
  setAttribute(tools.clear, "aria-disabled", count(painting) === 0);
}
