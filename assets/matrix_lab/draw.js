// Drawing: everything at once, after data, typing or a new width.

import { ensureBoard } from "./board.js";
import { setAttribute, setText } from "./dom.js";
import { fitCells, longestText } from "./fit.js";
import { listBad, patchGrids } from "./grid.js";
import { paint, writeLegend } from "./highlight.js";
import { pinnedCell, rove, stepCount } from "./places.js";
import { patchPlayer } from "./player.js";

/** Fits the cells to the width and lights again: frames are placed in pixels. */
export function settle(state) {
  if (!state.grids) return;
  state.sumHeight = 0;
  state.sum = null;
  state.parts.sum.style.minHeight = "";
  fitCells(state);
  paint(state);
}

/** Draws what the browser knows now: its own texts, and the rest as Python last sent it. */
export function redraw(state) {
  const rebuilt = ensureBoard(state);
  patchGrids(state);
  listBad(state);
  writeWords(state);
  if (rebuilt && state.pin) rove(state, pinnedCell(state));
  if (rebuilt && stepCount(state) === 0) setText(state.parts.live, state.data.output.note || ""); // why there is none
  const { longest, scale } = state;
  state.longest = Math.max(longestText(state), rebuilt ? 0 : longest); // no shrinking back while one types
  state.scale = state.data.scale;
  if (rebuilt || state.longest > longest || state.scale !== scale) settle(state);
  else paint(state);
  writeLegend(state);
  patchPlayer(state);
}

function writeWords({ root, parts, data }) {
  const { labels } = data;
  setAttribute(root, "lang", data.lang);
  setText(parts.message, data.message || "");
  setText(parts["help-title"], labels.help);
  const editable = data.input.editable || data.kernel?.editable;
  setText(parts["input-help"], editable ? labels.input_help : "");
  setText(parts["paste-help"], editable ? labels.paste_help : "");
  setText(parts["output-help"], labels.output_help);
}
