// What is marked over the maps: the selected one, the one the keyboard is at, a framed window; and the loupe.

import { clamp, element, fill, setText } from "./dom.js";
import { drawMap } from "./picture.js";
import { cornerOf } from "./layout.js";

const LENS = 168; // CSS pixels of an enlarged map, about
const AWAY = 12; // CSS pixels between a map and the loupe

export const rings = () => ({
  frame: element("div", { class: "ring frame", "data-role": "frame" }),
  selected: element("div", { class: "ring selected", "data-role": "selected" }),
  here: element("div", { class: "ring here", "data-role": "here" }),
});

export const same = (one, other) => one?.group === other?.group && one?.index === other?.index;

/** The map that Python says is selected. */
export function selectedPlace({ data, groups }) {
  const [position, index] = data.selected ?? [];
  return groups[position] ? { group: groups[position], index } : null;
}

/** A map's sentence. */
export function nameOf({ data: { labels } }, { group, index }) {
  if (!group.values) return group.names[index];
  const [r, c] = [Math.floor(index / group.across) + 1, (index % group.across) + 1];
  return fill(labels.cell, { r, c, value: group.values[index] });
}

/** Where a map lies in its group's area, in CSS pixels: left, top, width, height. */
function boxOf({ group: { plan }, index }) {
  return [...cornerOf(plan, index), plan.w, plan.h].map((pixels) => pixels / plan.ratio);
}

function put(ring, group, box) {
  if (!group) return ring.remove();
  const [left, top, width, height] = box.map((pixels) => `${pixels}px`);
  Object.assign(ring.style, { left, top, width, height });
  if (ring.parentNode !== group.nodes.area) group.nodes.area.append(ring);
  return undefined;
}

function frameBox({ frame: [top, left, height, width], plan: { w, h, gap, x, y, ratio } }) {
  const [across, down] = [w + gap, h + gap];
  return [x + left * across, y + top * down, width * across - gap, height * down - gap].map((pixels) => pixels / ratio);
}

/** Puts every mark where it belongs. */
export function patchMarks(state) {
  const { rings: { frame, selected, here }, groups, cursor } = state;
  const chosen = selectedPlace(state);
  const framed = groups.find((group) => group.frame);
  put(frame, framed, framed && frameBox(framed));
  put(selected, chosen?.group, chosen && boxOf(chosen));
  const walking = state.focused && state.keyboard && cursor;
  put(here, walking && cursor.group, walking && boxOf(cursor));
  here.classList.toggle("selected-too", same(cursor, chosen));
  patchLoupe(state);
}

/** The map that is enlarged: the one pointed at, else the one the keyboard or a finger is at. */
function enlarged(state) {
  if (state.dismissed) return null;
  return state.pointed ?? (state.focused && state.cursor && (state.keyboard || state.tapped) ? state.cursor : null);
}

function patchLoupe(state) {
  const { parts: { loupe } } = state;
  const place = enlarged(state);
  loupe.classList.toggle("shown", Boolean(place));
  lift(state, Boolean(place));
  if (!place) return;
  if (!same(place, state.inLens) || place.group.plan !== state.inLens.plan) fillLens(state, place);
  state.inLens = { ...place, plan: place.group.plan };
  placeLoupe(loupe, place);
}

/** On the page's top layer nothing cuts the loupe off; older browsers have none. */
function lift(state, up) {
  const { parts: { loupe } } = state;
  if (state.lifted === up || !loupe.showPopover) return;
  state.lifted = up;
  if (up) loupe.showPopover();
  else loupe.hidePopover();
}

function fillLens(state, place) {
  const { parts: { lens, "lens-title": title, "lens-name": name } } = state;
  const { group, index } = place;
  setText(title, group.title);
  setText(name, nameOf(state, place));
  title.hidden = !group.title;
  lens.hidden = Boolean(group.values); // a cell is one colour, however large
  if (!lens.hidden) enlarge(lens, state.sheets.get(group.sheet).image, group, index, state.data.scale);
}

function enlarge(lens, image, group, index, scale) {
  const [w, h] = group.tile;
  const ratio = devicePixelRatio;
  const times = Math.max(1, Math.round((LENS * scale * ratio) / Math.max(w, h, 4)));
  lens.width = w * times;
  lens.height = h * times;
  lens.style.width = `${lens.width / ratio}px`;
  const pen = lens.getContext("2d");
  pen.imageSmoothingEnabled = false;
  drawMap(pen, image, group, index, { w: lens.width, h: lens.height }, [0, 0]);
}

/** Above the map; where there is no room, below it, else beside it. Never beyond the window. */
function placeLoupe(loupe, place) {
  const [left, top, width, height] = boxOf(place);
  const area = place.group.nodes.area.getBoundingClientRect();
  const [x, y] = [area.left + left, area.top + top];
  const { offsetWidth: wide, offsetHeight: high } = loupe;
  const [right, bottom] = [document.documentElement.clientWidth - wide, innerHeight - high];
  let at = [x + width / 2 - wide / 2, y - high - AWAY];
  if (at[1] < 0) at = [at[0], y + height + AWAY];
  if (at[1] > bottom) at = [x - wide - AWAY >= 0 ? x - wide - AWAY : x + width + AWAY, y + height / 2 - high / 2];
  loupe.style.visibility = y + height < 0 || y > innerHeight ? "hidden" : ""; // its map was scrolled away
  loupe.style.left = `${clamp(at[0], 0, Math.max(0, right))}px`;
  loupe.style.top = `${clamp(at[1], 0, Math.max(0, bottom))}px`;
}
