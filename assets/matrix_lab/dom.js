// Small helpers that know nothing about the lab.

/** A new element. Strings among the children become text nodes: data never becomes HTML. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children);
  return node;
}

/** Sets, or for null and false removes, an attribute; touches the DOM only when something changes. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
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

/** The number a text shows, for shading only (the arithmetic is Python's); null when it shows none. */
export function numberOf(text) {
  const plain = text.normalize("NFKC").replace(/[−–]/g, "-").trim();
  const [top, bottom] = plain.split("/").map(Number);
  const value = bottom === undefined ? top : top / bottom;
  return plain !== "" && Number.isFinite(value) ? value : null;
}

/** The largest absolute number in some sheets of texts. */
export function largest(sheets) {
  let most = 0;
  for (const text of sheets.flat(2)) most = Math.max(most, Math.abs(numberOf(text) ?? 0));
  return most;
}
