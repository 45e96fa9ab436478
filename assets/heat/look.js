// Above the panes: how much of the heatmaps is seen, how they are drawn, and what their colours say.

import { Echo } from "./echo.js";
import { setAttribute, setText } from "./dom.js";
import { updateAll } from "./panes.js";
import { drawRamp } from "./pixels.js";

export const newLook = () => ({ opacity: new Echo(), smooth: new Echo() });

function showOpacity({ root, parts }, percent) {
  parts.opacity.value = percent;
  root.style.setProperty("--opacity", percent / 100);
  setText(parts.percent, `${percent}%`);
  setAttribute(parts.opacity, "aria-valuetext", `${percent}%`);
}

/** Takes over what Python says, unless it only answers what was set here. */
export function receiveLook(state) {
  const { data, look, parts } = state;
  if (look.opacity.isNews(data.opacity)) showOpacity(state, Math.round(100 * data.opacity));
  if (look.smooth.isNews(data.smooth)) state.smooth = data.smooth;
  parts.smooth.checked = state.smooth;
  const { labels } = data;
  for (const name of ["low", "high", "legend", "outline", "hint"]) setText(parts[name], labels[name]);
  setText(parts["opacity-name"], labels.opacity);
  setText(parts["smooth-name"], labels.smooth);
  const plain = data.panes.every(({ heat }) => heat === null);
  for (const name of ["slider", "switch", "colours"]) parts[name].hidden = plain;
  parts.border.hidden = data.panes.every(({ outline }) => outline === "");
  drawRamp(parts.ramp, state.table);
}

export function listenToLook(state, signal) {
  const { parts } = state;
  const report = (name, value) => {
    if (!state.data.told.includes(name)) return;
    state.look[name].send(value);
    // The time makes every report a new value: Streamlit calls back only for those.
    state.emit(name, { value, time: Date.now() });
  };
  parts.opacity.addEventListener("input", () => showOpacity(state, Number(parts.opacity.value)), { signal });
  parts.opacity.addEventListener("change", () => report("opacity", Number(parts.opacity.value) / 100), {
    signal,
  });
  parts.smooth.addEventListener(
    "change",
    () => {
      state.smooth = parts.smooth.checked;
      updateAll(state);
      report("smooth", state.smooth);
    },
    { signal },
  );
}
