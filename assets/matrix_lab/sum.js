// The running sum below the board.

import { element, setText } from "./dom.js";

/** Writes the running sum. Its box only ever grows, so that nothing below jumps about. */
export function writeSum(state, lines, look = "") {
  const { sum } = state.parts;
  const key = `${look}\n${lines.join("\n")}`;
  if (state.sum === key) return;
  state.sum = key;
  while (sum.children.length < lines.length) sum.append(element("div", { class: "line" }));
  while (sum.children.length > lines.length) sum.lastChild.remove();
  lines.forEach((line, index) => setText(sum.children[index], line));
  sum.className = `sum ${lines.length > 1 ? "several" : ""} ${look}`;
  const height = sum.offsetHeight;
  if (height > state.sumHeight) {
    state.sumHeight = height;
    sum.style.minHeight = `${height}px`;
  }
}

/** Keeps as much room, unseen, as the sum of a covered cell will need: uncovering it moves nothing below. */
export function holdRoom(state, { sheet }, { rows, cols }) {
  const { data, texts } = state;
  const cells = (one) => rows.flatMap((r) => cols.map((c) => texts.input[one][r]?.[c] ?? data.padding.text));
  const lines = texts.kernel
    ? texts.kernel.map((kernel, one) => {
        const weights = kernel.flat();
        const products = cells(one).map((text, index) => `${text}×${bracketed(weights[index] ?? "0")}`);
        return `${data.input.sheets[one].name} ${products.join(" + ")} = 00`;
      })
    : [`max(${cells(sheet).join(", ")}) = 00`];
  if (lines.length > 1) lines.push("00 + 00 = 00"); // the total over the channels
  writeSum(state, lines, "held");
}

const bracketed = (text) => (/^[-−]/.test(text) ? `(${text})` : text);
