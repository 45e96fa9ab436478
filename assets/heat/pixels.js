// Bytes to pixels. Python chose the colours; values between cells are interpolated here.

import { clamp } from "./dom.js";

const SMOOTH_SIDE = 256; // pixels across a smoothly drawn heatmap; the browser scales it
const FULL = 65535; // a heat of 1

export const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export const textOf = (bytes) => btoa(String.fromCharCode(...bytes));

/** Values from 0 to 1, row by row, two bytes each, the low one first. */
export function valuesOf({ rows, cols, bytes }) {
  const raw = bytesOf(bytes);
  const values = new Float32Array(rows * cols);
  for (let i = 0; i < values.length; i += 1) values[i] = (raw[2 * i] | (raw[2 * i + 1] << 8)) / FULL;
  return { rows, cols, values };
}

/** Draws pixels on a canvas of their number; `colour(i)` gives red, green, blue and opacity of the i-th. */
function draw(canvas, rows, cols, colour) {
  canvas.width = cols;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(cols, rows);
  for (let i = 0; i < rows * cols; i += 1) pixels.data.set(colour(i), 4 * i);
  context.putImageData(pixels, 0, 0);
}

export function drawImage(canvas, { rows, cols, bytes }) {
  const raw = bytesOf(bytes);
  draw(canvas, rows, cols, (i) => [raw[3 * i], raw[3 * i + 1], raw[3 * i + 2], 255]);
}

/** Paint where a cell is painted, nothing elsewhere. */
export function drawPaint(canvas, { rows, cols, cells, colour }) {
  draw(canvas, rows, cols, (i) => (cells[i] ? [...colour, 255] : [0, 0, 0, 0]));
}

export function drawRamp(canvas, table) {
  draw(canvas, 1, table.length / 4, (i) => table.subarray(4 * i, 4 * i + 4));
}

export function drawHeat(canvas, heat, table, smooth) {
  const last = table.length / 4 - 1;
  const colour = (value) => {
    const place = 4 * Math.round(value * last);
    return table.subarray(place, place + 4);
  };
  canvas.classList.toggle("smoothed", smooth);
  if (!smooth) {
    draw(canvas, heat.rows, heat.cols, (i) => colour(heat.values[i]));
    return;
  }
  const finer = SMOOTH_SIDE / Math.max(heat.rows, heat.cols);
  const [rows, cols] = [Math.round(heat.rows * finer), Math.round(heat.cols * finer)];
  const at = (i) => valueAt(heat, (Math.floor(i / cols) + 0.5) / rows, ((i % cols) + 0.5) / cols, true);
  draw(canvas, rows, cols, (i) => colour(at(i)));
}

/**
 * The heat at a place, 0 to 1 down and across: that of the cell there, or between the centres of four cells.
 * Centres lie half a cell inside (half-pixel centres); beyond the outermost ones nothing changes.
 */
export function valueAt({ rows, cols, values }, down, across, smooth) {
  if (!smooth) return values[Math.floor(down * rows) * cols + Math.floor(across * cols)];
  const y = clamp(down * rows - 0.5, 0, rows - 1);
  const x = clamp(across * cols - 0.5, 0, cols - 1);
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [bottom, right] = [Math.min(top + 1, rows - 1), Math.min(left + 1, cols - 1)];
  const between = (row) => {
    const [one, other] = [values[row * cols + left], values[row * cols + right]];
    return one + (x - left) * (other - one);
  };
  return between(top) + (y - top) * (between(bottom) - between(top));
}
