/** The box into which a reader pastes a message, a traceback or a log. */

import { make } from "../shared/dom";

// A pause in typing after which the text is read, in milliseconds.
const PAUSE = 150;
const LABEL = "Paste a message, a traceback or a log";
const PRIVATE = "It is read on this page and sent nowhere.";

/** Put the box in its place; what it does is loaded when it is used. */
function addBox(place: HTMLElement, number: number): void {
  const id = `paste-${number}`;
  const area = make("textarea", {
    id,
    rows: 5,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    "aria-describedby": `${id}-about`,
  });
  const label = make("label", { for: id }, LABEL);
  const about = make("p", { id: `${id}-about`, class: "paste-about" }, PRIVATE);
  const clear = make("button", { type: "button", class: "paste-clear" }, "Clear");
  clear.hidden = true;
  const status = make("p", { class: "paste-status", role: "status" });
  const results = make("ol", { class: "paste-results" });
  results.hidden = true;
  const foot = make("div", { class: "paste-foot" }, about, clear);
  place.replaceChildren(label, area, foot, status, results);
  place.classList.add("ready");
  const address = new URL(place.dataset.messages ?? "", document.baseURI);
  const prepare = () => import("./answer");

  const answer = async () => {
    const text = area.value;
    clear.hidden = !text;
    if (!text.trim()) {
      status.textContent = "";
      results.replaceChildren();
      results.hidden = true;
      return;
    }
    try {
      const { show } = await prepare();
      await show(address, area, status, results);
    } catch {
      status.textContent = "The list of messages could not be loaded. Try again.";
    }
  };

  let waiting = 0;
  area.addEventListener("focus", () => void prepare().catch(() => {}), { once: true });
  area.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const typed = event instanceof InputEvent && event.inputType === "insertText";
    waiting = window.setTimeout(answer, typed ? PAUSE : 0);
  });
  clear.addEventListener("click", () => {
    area.value = "";
    void answer();
    area.focus();
  });
  // What a browser kept from before this page was left.
  if (area.value) void answer();
}

document.querySelectorAll<HTMLElement>(".paste").forEach(addBox);
