// Small helpers that know nothing about maps.

/** A new element. Strings among the children become text nodes: data never becomes HTML. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** "Row {{r}}" with {r: 2} is "Row 2"; a name without a value is left as it stands. */
export function fill(template, values) {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
