// Keeps a visit's answers in the tab: a refresh, or a server that was started anew, loses none of them.

const KEY = "convlab-practice";
const NAMES = "convlab-names"; // for other tabs: which name a name became
const MOST = 2000;
const known = new WeakMap(); // what Python knew in the run before, by the place of the component

export default function ({ data: [data], parentElement, setTriggerValue }) {
  if (data.was) write(localStorage, NAMES, { [data.was]: data.owner });
  const kept = read(data.owner);
  for (const attempt of data.attempts) kept.set(attempt.token, attempt);
  write(sessionStorage, KEY, { owner: data.owner, attempts: [...kept.values()].slice(-MOST) });
  const before = known.get(parentElement) ?? Infinity;
  known.set(parentElement, data.known);
  // When the page has just been opened, or the server anew: what Python does not know (any more). Not in every
  // run, as there may be answers that it does not take.
  if (data.known < before && kept.size > data.known) setTriggerValue("back", [...kept.values()]);
}

// What another learner did at this computer is dropped; not what this one did before they had a nickname.
function read(owner) {
  const stored = load(sessionStorage, KEY);
  const mine = stored?.owner === owner || load(localStorage, NAMES)?.[stored?.owner] === owner;
  const attempts = mine && Array.isArray(stored?.attempts) ? stored.attempts : [];
  return new Map(attempts.map((one) => [one?.token, one]));
}

function load(store, key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null; // not ours, or the browser keeps nothing
  }
}

function write(store, key, value) {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or forbidden: the visit goes on without.
  }
}
