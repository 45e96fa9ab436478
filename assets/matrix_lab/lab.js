// The matrix lab: Python computes windows, products and sentences; here they are drawn and lit.

import { redraw, settle } from "./draw.js";
import { listenToKeys, listenToPointer } from "./keyboard.js";
import { takeTexts } from "./model.js";
import { listenToPlayer, listenToPresenter, openPlayer, pause, play, takeStep } from "./player.js";

const LABS = new WeakMap(); // parentElement -> state of that lab

const PARTS = [
  "board", "problems", "message", "sum", "legend", "live",
  "player", "first", "previous", "play", "next", "last", "scrub", "position", "speed",
  "help", "help-title", "input-help", "paste-help", "output-help",
];

function openLab(root, data) {
  root.dataset.ready = "";
  const stop = new AbortController();
  const state = {
    root,
    parts: Object.fromEntries(PARTS.map((name) => [name, root.querySelector(`[data-role="${name}"]`)])),
    data,
    gen: null,
    version: -1,
    texts: null, // {input, kernel}: [sheet][row][col], as typed
    shape: "",
    grids: null, // {input, kernel, output, extra}: lists of grids
    cellOf: new WeakMap(), // node -> cell
    pin: null, // the output cell in focus: {sheet, r, c}
    hover: null,
    focus: null, // a focused input or kernel cell
    inside: false, // the caret moves inside the field
    before: "", // the field's text when it got the focus
    lit: [],
    framed: new Set(),
    sum: null,
    sumHeight: 0,
    pitch: 0, // pixels from one cell to the next
    longest: 0, // characters
    scale: 1,
    player: openPlayer(),
    playSeen: data.play, // what was played before this lab was mounted is not played again
    seenStep: "",
    renders: 0,
    stop,
  };
  listenToKeys(state, stop.signal);
  listenToPointer(state, stop.signal);
  listenToPlayer(state, stop.signal);
  listenToPresenter(state, stop.signal);
  state.observer = new ResizeObserver(() => {
    if (root.clientWidth === state.width) return;
    state.width = root.clientWidth;
    settle(state);
  });
  state.observer.observe(root);
  return state;
}

function closeLab(state) {
  state.stop.abort();
  state.observer.disconnect();
  clearTimeout(state.player.timer);
  clearTimeout(state.player.sending);
}

function receive(state, data) {
  const fresh = data.gen !== state.gen;
  if (fresh && state.player.timer) pause(state);
  state.data = data;
  if (fresh) state.player.growing = false;
  takeTexts(state, data);
  takeStep(state, data, fresh);
  redraw(state);
  if (data.play > state.playSeen) play(state, true);
  state.playSeen = data.play;
}

/** Streamlit calls this on every change of data or theme. */
export default function matrixLab({ data: sent, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-role="lab"]');
  const data = sent?.[0]; // Python sends a list of one
  if (!root || !data) return undefined;
  let state = LABS.get(parentElement);
  if (state?.root !== root) {
    if (state) closeLab(state);
    state = openLab(root, data);
    LABS.set(parentElement, state);
  }
  state.emit = setStateValue;
  state.renders += 1;
  const render = state.renders;
  receive(state, data);
  return () => {
    if (render !== state.renders) return; // an overtaken call is cleaned up while the lab lives on
    closeLab(state);
    LABS.delete(parentElement);
  };
}
