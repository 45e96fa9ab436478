// Small helpers that know nothing about heatmaps.

const SVG = "http://www.w3.org/2000/svg";

function made(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children);
  return node;
}

/** A new HTML element. Strings among the children become text nodes: data never becomes HTML. */
export const element = (tag, attributes = {}, ...children) =>
  made(document.createElement(tag), attributes, children);

/** A new SVG element. */
export const shape = (tag, attributes = {}, ...children) =>
  made(document.createElementNS(SVG, tag), attributes, children);

/** Sets, or for null and false removes, an attribute; touches the DOM only when something changes. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
    return;
  }
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** "Row {{r}}" with {r: 2} is "Row 2"; a name without a value is left as it stands. */
export function fill(template, values) {
  return String(template ?? "").replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  );
}

export function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
