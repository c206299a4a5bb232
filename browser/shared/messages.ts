/** Messages of a card or of the playground, between code and run. */

import { make } from "./dom";

/** Two buttons stay side by side. */
const ANSWERS = "playground-answers";

/** Turn words in backticks into code; everything is set as text. */
export function prose(text: string): Node[] {
  return text
    .split("`")
    .map((part, number) =>
      number % 2 ? make("code", {}, part) : document.createTextNode(part),
    );
}

/**
 * A message between code and run.
 *
 * @param tone - `plain`, `bad` (something failed) or `care` (something is needed).
 * @param inner - What it says.
 * @param actions - Buttons beside it.
 */
export function message(
  tone: "plain" | "bad" | "care",
  inner: (Node | string)[],
  ...actions: (HTMLElement | null)[]
): HTMLElement {
  const box = make(
    "div",
    { class: `example-message ${tone}` },
    make("p", {}, ...inner),
  );
  const buttons = actions.filter((one) => one !== null);
  if (buttons.length > 1) box.append(make("span", { class: ANSWERS }, ...buttons));
  else box.append(...buttons);
  return box;
}

/** A button that stands in a message. */
export function action(word: string, act: () => void): HTMLButtonElement {
  const made = make("button", { type: "button", class: "example-action" }, word);
  made.addEventListener("click", act);
  return made;
}
