// How large the maps of a layer are and where they lie. All in the screen's own pixels, so that edges are sharp.

import { clamp } from "./dom.js";

const GAP = 4; // CSS pixels between maps; the outline of a selected one lies there
const PAD = 2; // CSS pixels around all of them, for the lines around those at the border
const NARROW = 500; // CSS pixels: below, maps are smaller
const SMALLEST = 24; // CSS pixels: a finger finds it
const CELL = { largest: 44, widest: 560, lined: 14 }; // CSS pixels: of a cell, of all, of one with lines around

/** Wanted side of a map in CSS pixels: the more there are, the smaller. */
function wanted({ count, tile: [w, h] }, room) {
  const side = count <= 16 ? 64 : count <= 64 ? 54 : count <= 128 ? 46 : count <= 256 ? 34 : SMALLEST;
  const single = Math.max(w, h) < 4 ? 28 : side; // one number needs no room
  return Math.max(SMALLEST, Math.min(single, side * (room < NARROW ? 0.75 : 1)));
}

/** Magnifications to choose from: the whole numbers near to what is wanted, so that all cells are equal; else it. */
function magnifications(cells, pixels) {
  const whole = [];
  for (let times = 1; times * cells <= 1.4 * pixels; times += 1) if (times * cells >= 0.7 * pixels) whole.push(times);
  return whole.length ? whole : [pixels / cells];
}

/** Maps in a row: as many as fit, or a few less if all rows are full then. */
function inRow(count, most) {
  if (count <= most) return count;
  for (let columns = most; columns >= 0.7 * most; columns -= 1) if (count % columns === 0) return columns;
  return most;
}

/** Cells of the frame that lie outside of the map: left, top, right, bottom. */
function margins({ frame, across, count }) {
  if (!frame) return [0, 0, 0, 0];
  const [top, left, height, width] = frame;
  const beyond = [-left, -top, left + width - across, top + height - count / across];
  return beyond.map((cells) => Math.max(0, cells));
}

/**
 * Where everything lies: `w` x `h` maps, `gap` apart, in rows of `columns`, the first at (x, y), in a drawing
 * of `width` x `height`. `room` is in CSS pixels, all results are in the screen's.
 */
export function arrange(group, room, scale, ratio) {
  return group.values ? cells(group, room, scale, ratio) : maps(group, room, scale, ratio);
}

/** Takes the magnification that is near to what is wanted and leaves little of the width empty. */
function maps(group, room, scale, ratio) {
  const [w, h] = group.tile;
  const [gap, pad] = [Math.round(GAP * ratio), Math.round(PAD * ratio)];
  const space = Math.floor(room * ratio) - 2 * pad;
  const [pixels, cells] = [wanted(group, room) * scale * ratio, Math.max(w, h)];
  const ways = magnifications(cells, pixels).map((chosen) => {
    const times = Math.min(chosen, space / w);
    const size = { w: Math.max(1, Math.round(w * times)), h: Math.max(1, Math.round(h * times)) };
    const most = Math.max(1, Math.floor((space + gap) / (size.w + gap)));
    const columns = inRow(group.count, most);
    const beside = group.count > most ? 1 - (columns * (size.w + gap)) / space : 0;
    const behind = 1 - group.count / (columns * Math.ceil(group.count / columns)); // in the last row
    return { size, columns, fault: Math.abs(Math.log((times * cells) / pixels)) + beside + behind / 2 };
  });
  const { size, columns } = ways.reduce((best, way) => (way.fault < best.fault ? way : best));
  return { ...size, ...drawing(size, columns, Math.ceil(group.count / columns), gap, [pad, pad, pad, pad]), ratio };
}

function cells(group, room, scale, ratio) {
  const [columns, rows] = [group.across, group.count / group.across];
  const [left, top, right, bottom] = margins(group);
  const pad = Math.round(PAD * ratio);
  const space = Math.floor(Math.min(room, CELL.widest * scale) * ratio) - 2 * pad;
  const pitch = clamp(Math.floor(space / (columns + left + right)), 1, Math.round(CELL.largest * scale * ratio));
  const gap = pitch / ratio < CELL.lined ? 0 : Math.round(ratio);
  const around = [left, top, right, bottom].map((outside) => pad + outside * pitch);
  const size = { w: pitch - gap, h: pitch - gap };
  return { ...size, ...drawing(size, columns, rows, gap, around), ratio };
}

const drawing = ({ w, h }, columns, rows, gap, [left, top, right, bottom]) => ({
  columns, rows, gap, x: left, y: top,
  width: left + columns * (w + gap) - gap + right,
  height: top + rows * (h + gap) - gap + bottom,
});

/** Left and top of a map in the drawing. */
export function cornerOf({ columns, w, h, gap, x, y }, index) {
  return [x + (index % columns) * (w + gap), y + Math.floor(index / columns) * (h + gap)];
}

/** The map at a place of the drawing in CSS pixels, gaps included; null where there is none. */
export function indexAt({ columns, w, h, gap, x, y, ratio }, count, left, top) {
  const column = Math.floor((left * ratio - x + gap / 2) / (w + gap));
  const row = Math.floor((top * ratio - y + gap / 2) / (h + gap));
  const index = row * columns + column;
  return column >= 0 && column < columns && row >= 0 && index < count ? index : null;
}
