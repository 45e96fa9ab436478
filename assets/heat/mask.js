// Painted pixels: laying and lifting them, going back, and bits for Python.

import { bytesOf, textOf } from "./pixels.js";

const MOST_STEPS_BACK = 100;

export const newPainting = () => ({
  gen: null,
  rows: 0,
  cols: 0,
  cells: new Uint8Array(0), // 1 where it is painted, row by row
  history: [], // the cells before each stroke
  size: 4, // of the brush, in pixels
  erase: false,
  colour: [0, 0, 0],
});

/** Bits row by row, the first in the highest bit of the first byte, in base64. */
export function packed({ cells }) {
  const bytes = new Uint8Array(Math.ceil(cells.length / 8));
  cells.forEach((cell, i) => {
    if (cell) bytes[i >> 3] |= 128 >> (i & 7);
  });
  return textOf(bytes);
}

export function unpacked(text, count) {
  const bytes = bytesOf(text);
  return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3] >> (7 - (i & 7))) & 1);
}

export const count = ({ cells }) => cells.reduce((sum, cell) => sum + cell, 0);

/** Lays or lifts a square of the brush's size around a pixel. */
function stamp({ rows, cols, cells, size, erase }, { row, col }) {
  const [top, left] = [row, col].map((middle) => middle - ((size - 1) >> 1));
  for (let r = Math.max(0, top); r < Math.min(rows, top + size); r += 1) {
    cells.fill(erase ? 0 : 1, r * cols + Math.max(0, left), r * cols + Math.min(cols, left + size));
  }
}

/** Stamps along the straight way between two pixels: a fast pointer leaves no gaps. */
export function stroke(painting, from, to) {
  const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.col - from.col));
  for (let step = 0; step <= steps; step += 1) {
    const part = steps ? step / steps : 0;
    const between = (start, end) => Math.round(start + part * (end - start));
    stamp(painting, { row: between(from.row, to.row), col: between(from.col, to.col) });
  }
}

export function remember(painting) {
  painting.history.push(painting.cells.slice());
  if (painting.history.length > MOST_STEPS_BACK) painting.history.shift();
}

/** Forgets the last remembered state if nothing has changed since; whether something has. */
export function settled(painting) {
  const before = painting.history.at(-1);
  if (!before) return true; // Python changed the paint meanwhile
  const same = painting.cells.every((cell, i) => cell === before[i]);
  if (same) painting.history.pop();
  return !same;
}
