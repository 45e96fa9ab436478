// The page around the lessons: the document's language, the presenter's keys, the link to share.

const instances = new WeakMap();
const NEXT = ["PageDown", "ArrowRight"];
const PREVIOUS = ["PageUp", "ArrowLeft"];

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
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

function create(root, turn) {
  const button = root.querySelector("button");
  const status = root.querySelector("[role=status]");
  const link = root.querySelector("input");
  let data = {};
  let resting = 0;

  function onKey(event) {
    if (!data.present || event.ctrlKey || event.metaKey || event.altKey) return;
    // A grid, a slider or a field has its own use for these keys.
    const target = event.composedPath()[0];
    const busy = target instanceof Element && target.closest("input, textarea, select, button, [role=grid], [role=slider], [role=radio], [role=option], [role=combobox]");
    const step = NEXT.includes(event.key) ? 1 : PREVIOUS.includes(event.key) ? -1 : 0;
    if (!step || (busy && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    turn(step);
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

  document.addEventListener("keydown", onKey);
  button.addEventListener("click", copy);
  return {
    update(next) {
      data = next;
      document.documentElement.lang = data.lang;
      button.textContent = data.copy;
      link.setAttribute("aria-label", data.copy);
    },
    destroy() {
      clearTimeout(resting);
      document.removeEventListener("keydown", onKey);
    },
  };
}
