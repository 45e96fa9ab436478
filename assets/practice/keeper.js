// Keeps a visit's answers in the tab: a refresh, or a server that was started anew, loses none of them.

const KEY = "convlab-practice";
const MOST = 2000;
const known = new WeakMap(); // what Python knew in the run before, by the place of the component

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const kept = read(data.owner);
  for (const attempt of data.attempts) kept.set(attempt.token, attempt);
  write(data.owner, kept);
  const before = known.get(parentElement) ?? Infinity;
  known.set(parentElement, data.known);
  // When the page has just been opened, or the server anew: what Python does not know (any more). Not in every
  // run, as there may be answers that it does not take.
  if (data.known < before && kept.size > data.known) setTriggerValue("back", [...kept.values()]);
}

// What another learner did at this computer is dropped.
function read(owner) {
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY));
    if (stored.owner === owner) return new Map(stored.attempts.map((one) => [one.token, one]));
  } catch {
    // Nothing there, not ours, or the browser keeps nothing.
  }
  return new Map();
}

function write(owner, kept) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ owner, attempts: [...kept.values()].slice(-MOST) }));
  } catch {
    // Full, or forbidden: the visit goes on without.
  }
}
