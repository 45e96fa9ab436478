// The page around the lessons: the document's language, the presenter's keys, the link to share.

const instances = new WeakMap();
const TURNS = { PageDown: 1, PageUp: -1 }; // what a clicker sends, too

export default function (component) {
  const { data: [data], parentElement, setTriggerValue } = component;
  let instance = instances.get(parentElement);
  if (!instance) {
    instance = create(parentElement, (step) => setTriggerValue("turn", step));
    instances.set(parentElement, instance);
  }
  instance.update(data);
  return () => {
    instance.destroy();
    instances.delete(parentElement);
  };
}

// The learner's runs are found again after a refresh, in another tab, tomorrow. A name that was chosen in this
// visit, by coming back or leaving, takes the place of the one before.
function remember(learner, chosen) {
  const kept = /(?:^|; )convlab=([^;]*)/.exec(document.cookie)?.[1];
  if (kept === learner || (kept && !chosen)) return;
  document.cookie = `convlab=${learner}; path=/; max-age=31536000; SameSite=Lax`;
}

function create(root, turn) {
  const button = root.querySelector("button");
  const status = root.querySelector("[role=status]");
  const link = root.querySelector("input");
  let data = {};
  let resting = 0;

  function onKey(event) {
    const step = TURNS[event.key];
    if (!data.present || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    // A menu, a slider or a text of several lines has its own use for these keys.
    if (event.composedPath()[0].closest?.("textarea, select, [role=slider], [role=listbox]:not([data-role=picture]), [role=combobox]")) return;
    event.preventDefault();
    turn(step);
  }

  // A link to the page in view sets its lab anew: show it, wherever below it the link stands.
  function onFollow(event) {
    const link = event.target.closest?.("[data-testid=stPageLink] a");
    if (!link || link.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey) return;
    document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 });
  }

  async function copy() {
    let copied = false;
    try {
      await navigator.clipboard.writeText(location.href);
      copied = true;
    } catch {
      // Without https the clipboard is closed: show the link, ready to be copied by hand.
    }
    link.hidden = copied;
    link.value = location.href;
    if (!copied) link.select();
    status.textContent = copied ? data.copied : data.copy_by_hand;
    clearTimeout(resting);
    if (copied) resting = setTimeout(() => (status.textContent = ""), 2500);
  }

  document.addEventListener("click", onFollow);
  document.addEventListener("keydown", onKey, true); // before the lab, which keeps its keys to itself
  button.addEventListener("click", copy);
  return {
    update(next) {
      data = next;
      document.documentElement.lang = data.lang;
      remember(data.learner, data.chosen);
      button.textContent = data.copy;
      link.setAttribute("aria-label", data.copy);
    },
    destroy() {
      clearTimeout(resting);
      document.removeEventListener("click", onFollow);
      document.removeEventListener("keydown", onKey, true);
    },
  };
}
