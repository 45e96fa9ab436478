// How the grids are arranged and how large a cell is, so that everything fits into the width there is.

import { clamp, setAttribute } from "./dom.js";

export const GAP = 2; // pixels between cells; the same number stands in lab.css
const EDGE = 8; // both sides of a grid; lab.css: .plate
const SMALL = 0.64; // companions' cells against the others, unless their texts need more

/** Characters of the longest text in the large grids; from six on, the letters shrink instead of the cells growing. */
export function longestText({ data, texts }) {
  const results = data.output.sheets.map((sheet) => sheet.texts);
  return longest([texts.input, texts.kernel ?? [], results], 5);
}

const longest = (texts, most) => Math.min(most, Math.max(1, ...texts.flat(3).map((text) => [...text].length)));

/** How wide titles and size buttons are on one line, in pixels, for each kind of figure. */
function wordWidths({ root, parts: { board } }) {
  setAttribute(root, "data-words", "unbroken");
  const widest = (...selectors) =>
    Math.max(0, ...[...board.querySelectorAll(selectors.join(", "))].map((node) => node.offsetWidth + 1));
  const of = (kind) => ({
    unbroken: widest(`.${kind} .caption`, `.${kind} .size`),
    titles: widest(`.${kind} .size`), // only the titles are broken
    broken: 0,
  });
  return { input: of("input"), kernel: of("kernel"), output: of("output") };
}

/**
 * Chooses the arrangement and the largest cell that fits: all grids in one row; else kernel and output one above
 * the other beside the input; else the output below; else one column, where too wide a grid scrolls in its box.
 * Titles and size buttons stay on one line unless that would make the cells much smaller.
 */
export function fitCells(state) {
  const { root, data, grids } = state;
  const room = root.clientWidth;
  if (room === 0 || !grids) return;
  const scale = data.scale || 1;
  const touch = matchMedia("(pointer: coarse)").matches;
  const least = Math.round(Math.max(22, 6.5 + state.longest * 5.5) * (scale > 1 ? 1.2 : 1));
  const most = Math.round(54 * scale);
  const between = Math.round((room < 480 ? 24 : 32) * scale);
  const words = wordWidths(state);

  const columns = (list) => Math.max(0, ...list.map(({ cols, pad }) => pad.left + cols + pad.right));
  const readable = Math.max(34, 8 + 5.8 * longest((data.extras ?? []).map(({ sheets }) => sheets), 10)) * scale;
  const roomForSmall = (room - EDGE) / Math.max(1, columns(grids.extra)) - GAP;
  const small = (cell) => Math.round(Math.max(cell * SMALL, Math.min(readable, roomForSmall)));

  const narrowest = (kind) => (kind === "output" && stepless(grids) ? 224 : 120) * scale; // lab.css: .figure, .empty
  const width = (kind, cell, breaks) => {
    if (!grids[kind].length) return 0;
    const companions = kind === "output" ? columns(grids.extra) * (small(cell) + GAP) + EDGE : 0;
    return Math.max(columns(grids[kind]) * (cell + GAP) + EDGE, narrowest(kind), companions, words[kind][breaks]);
  };
  const kernels = grids.kernel.length;
  const modes = {
    row: (input, kernel, output) => input + (kernels ? between + kernel : 0) + between + output,
    beside: (input, kernel, output) => input + between + Math.max(kernel, output),
    pair: (input, kernel, output) => Math.max(input + between + kernel, output),
    stack: Math.max,
  };
  const tall = grids.input.reduce((sum, { pad, rows }) => sum + pad.top + rows + pad.bottom, 0);
  const comfortable = clamp(Math.floor((540 * scale) / Math.max(tall, 1)) - GAP, Math.min(32, most), most);

  /** The largest cell, or 0 when none fits. */
  const largestCell = (mode, breaks) => {
    const floor = mode === "stack" ? least : Math.max(least, Math.round((touch ? 30 : 22) * scale ** 1.5));
    const top = mode === "row" ? comfortable : Math.min(comfortable, Math.round(46 * scale));
    for (let cell = top; cell >= floor; cell -= 1) {
      const widths = ["input", "kernel", "output"].map((kind) => width(kind, cell, breaks));
      if (modes[mode](...widths) <= room) return cell;
    }
    return 0;
  };
  const [mode, breaks, cell] = (() => {
    for (const mode of ["row", kernels === 1 && "beside", kernels > 0 && "pair", "stack"].filter(Boolean)) {
      const broken = largestCell(mode, "broken");
      if (!broken) continue;
      const better = ["unbroken", "titles"].find((breaks) => largestCell(mode, breaks) >= 0.75 * broken);
      return better ? [mode, better, largestCell(mode, better)] : [mode, "broken", broken];
    }
    return ["stack", "broken", least];
  })();
  setAttribute(root, "data-mode", mode);
  setAttribute(root, "data-words", breaks);
  root.classList.toggle("tiny", cell < 30);
  root.style.setProperty("--cell", `${cell}px`);
  root.style.setProperty("--small", `${small(cell)}px`);
  root.style.setProperty("--between", `${between}px`);
  root.style.setProperty("--scale", String(scale));
  state.pitch = cell + GAP;
}

const stepless = (grids) => grids.output.every(({ rows }) => rows === 0);
