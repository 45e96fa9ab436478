// The texts that the learner types. The browser holds them from the moment of typing; Python's answers carry
// the version of the newest edit that Python has seen, so a late answer never overwrites newer typing.

const MOST_CELLS = 40; // larger blocks are cut before sending: Python refuses this size too, with a sentence
export const LONGEST_TEXT = 24;
const NEW_CELL = "0";

const copySheets = (sheets) => sheets.map((rows) => rows.map((row) => [...row]));

/** Takes Python's texts, unless the browser's own are newer and still stand for the same sheets. */
export function takeTexts(state, data) {
  const sheets = (target) => data[target]?.sheets.length === state.texts?.[target]?.length;
  const own = data.gen === state.gen && data.version < state.version && sheets("input") && sheets("kernel");
  if (!own) {
    state.texts = {
      input: copySheets(data.input.sheets.map((sheet) => sheet.texts)),
      kernel: data.kernel && copySheets(data.kernel.sheets.map((sheet) => sheet.texts)),
    };
    state.version = data.gen === state.gen ? Math.max(state.version, data.version) : data.version;
  }
  state.gen = data.gen;
}

/** Sends all texts of one target, with the other's: of two quick edits Streamlit may deliver only the last. */
function sendEdit(state, target, sheets) {
  const other = target === "input" ? "kernel" : "input";
  state.version += 1;
  state.emit("edit", { gen: state.gen, version: state.version, target, sheets, other: state.texts[other] });
}

export function writeCell(state, { kind, sheet, r, c }, text) {
  const row = state.texts[kind][sheet][r];
  if (row[c] === text) return;
  row[c] = text;
  sendEdit(state, kind, state.texts[kind]);
}

/** The same sheets with `rows` x `cols` cells: cut at the end, or filled up with "0". */
function resized(sheets, rows, cols) {
  return sheets.map((sheet) =>
    Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (_, c) => sheet[r]?.[c] ?? NEW_CELL)),
  );
}

export const sideOf = (sheets) => ({ rows: sheets[0]?.length ?? 0, cols: sheets[0]?.[0]?.length ?? 0 });

/** Adds or removes (by = -1) a last row or column; false at the smallest or largest size. */
export function resizeBy(state, target, axis, by) {
  const { min_side: least, max_side: most } = state.data[target];
  const size = sideOf(state.texts[target]);
  const side = size[axis] + by;
  if (side < least || side > most) return false;
  size[axis] = side;
  state.texts[target] = resized(state.texts[target], size.rows, size.cols);
  sendEdit(state, target, state.texts[target]);
  return true;
}

/** Rows of texts from a spreadsheet, a CSV line, a NumPy print or plain spaces. */
export function blockFrom(pasted) {
  const lines = pasted
    .replace(/\]\s*,?\s*\[/g, "\n")
    .replace(/[[\]()]/g, "")
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== "");
  const separator = [/\t/, /\s*[;；]\s*/, /\s*[,，]\s*/].find((sign) => lines.some((line) => sign.test(line)));
  return lines
    .slice(0, MOST_CELLS)
    .map((line) => (separator === undefined ? line.trim().split(/\s+/) : trimmed(line, separator)))
    .map((row) => row.slice(0, MOST_CELLS).map((text) => text.trim().slice(0, LONGEST_TEXT)));
}

/** One line split at a separator; a comma at the end of a line of a literal leaves no empty cell. */
function trimmed(line, separator) {
  const bare = separator.source === "\\t" ? line : line.trim().replace(/[,;，；]$/, "");
  return bare.split(separator);
}

/** Writes a block from a cell on, growing the grid. A block beyond the limit is only sent: Python says why not. */
export function writeBlock(state, { kind, sheet, r, c }, block) {
  const spec = state.data[kind];
  const old = sideOf(state.texts[kind]);
  const width = Math.max(...block.map((row) => row.length));
  const rows = spec.resizable ? Math.min(Math.max(old.rows, r + block.length), MOST_CELLS) : old.rows;
  const cols = spec.resizable ? Math.min(Math.max(old.cols, c + width), MOST_CELLS) : old.cols;
  const sheets = resized(state.texts[kind], rows, cols);
  block.slice(0, rows - r).forEach((row, i) =>
    row.slice(0, cols - c).forEach((text, j) => {
      sheets[sheet][r + i][c + j] = text;
    }),
  );
  if (Math.max(rows, cols) <= Math.max(spec.max_side, old.rows, old.cols)) state.texts[kind] = sheets;
  sendEdit(state, kind, sheets);
}
