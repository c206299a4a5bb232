/** What a stepper looks like: buttons, slider, place and sentence. */

import { make } from "../shared/dom";
import { outline } from "../shared/parts";

const ICONS = {
  first: "M3 2.5v9M11 2.5v9l-6-4.5z",
  back: "M10 2.5v9l-6.5-4.5z",
  play: "M4 2.5v9l7-4.5z",
  pause: "M3.5 2.5h2.5v9H3.5zM8.5 2.5H11v9H8.5z",
  forward: "M4 2.5v9l6.5-4.5z",
  action: "M2.5 4h9l-4.5 6.5z",
  last: "M11 2.5v9M3 2.5v9l6-4.5z",
};
const NAMES = {
  first: "First step",
  back: "Step back",
  forward: "Step forward",
  action: "Next action of the step",
  last: "Last step",
};

export type Press = "first" | "back" | "play" | "forward" | "action" | "last";

export interface Bar {
  root: HTMLElement;
  slider: HTMLInputElement;
  /** "step 6 of 8 · 2 s" */
  where: HTMLElement;
  /** The line where the step ends. */
  quote: HTMLElement;
  sentence: HTMLElement;
  /** Whether it is the Play button that has been pressed. */
  onPlay(target: EventTarget | null): boolean;
  playing(on: boolean): void;
}

/**
 * Make the controls.
 *
 * @param steps - How many there are.
 * @param sentences - All that may be told: the room that each needs is kept.
 * @param press - Called with the button that was pressed.
 */
export function bar(
  steps: number,
  sentences: (Node | string)[][],
  press: (button: Press) => void,
): Bar {
  const button = (name: Press, attributes: Record<string, string>) => {
    const made = make(
      "button",
      { type: "button", ...attributes },
      outline(ICONS[name]),
    );
    made.addEventListener("click", () => {
      made.focus({ preventScroll: true }); // not every browser does
      press(name);
    });
    return made;
  };
  const named = (name: keyof typeof NAMES) =>
    button(name, { "aria-label": NAMES[name], title: NAMES[name] });
  const word = make("span", {}, "Play");
  const play = button("play", { class: "stepper-play" });
  play.append(word);
  const sign = play.querySelector("path");
  const slider = make("input", {
    type: "range", // from 0
    max: steps,
    value: 0,
    "aria-label": "Step",
  });
  const where = make("span", { class: "stepper-where" });
  const quote = make("p", { class: "stepper-quote" });
  const sentence = make("p", { class: "stepper-sentence", role: "status" });
  // Which sentence is the tallest depends on font and width: all stand behind the shown.
  const unseen = sentences.map((words) =>
    make("p", { "aria-hidden": "true" }, ...words),
  );
  const room = make("div", { class: "stepper-room" }, sentence, ...unseen);
  const buttons = make(
    "div",
    { class: "stepper-buttons" },
    named("first"),
    named("back"),
    play,
    named("action"),
    named("forward"),
    named("last"),
  );
  const root = make(
    "div",
    { class: "stepper", role: "group", "aria-label": "Walk through this run" },
    buttons,
    slider,
    where,
    quote,
    room,
  );
  return {
    root,
    slider,
    where,
    quote,
    sentence,
    onPlay: (target) => target instanceof Node && play.contains(target),
    playing(on) {
      word.textContent = on ? "Pause" : "Play";
      sign?.setAttribute("d", on ? ICONS.pause : ICONS.play);
    },
  };
}
