/** Gives each card of a page what its reader can press. */

import type { CodeView } from "../shared/code";
import type { Chunk } from "../shared/protocol";
import { Stepper } from "../stepper/stepper";
import { codeOf, Switch } from "./code";
import { addButtons } from "./header";

/** Loads the parts of a long run, all in one file, when the first is asked for. */
function chunksOf(address: string): (chunk: number) => Promise<Chunk> {
  let loaded: Promise<Chunk[]> | undefined;
  return async (chunk) => {
    loaded ??= fetch(address).then((answer) => answer.json());
    try {
      const found = (await loaded)[chunk];
      if (found) return found;
    } catch (error) {
      loaded = undefined; // the next press tries again
      throw error;
    }
    throw new RangeError(`there is no part ${chunk}`);
  };
}

/** Put a stepper under the recorded run of a card, if it has a picture. */
function addStepper(card: HTMLElement, code: CodeView): Stepper | undefined {
  const run = card.querySelector<HTMLElement>(".example-run");
  const { steps, chunks } =
    card.querySelector<HTMLElement>(".tl-figure")?.dataset ?? {};
  if (!run?.querySelector(".tl") || (steps && !chunks)) return undefined;
  return new Stepper(run, code, chunks ? chunksOf(chunks) : undefined);
}

/** Add the buttons; what they do is loaded when it is wanted. */
function addListeners(card: HTMLElement, code: Switch): void {
  const buttons = addButtons(card);
  if (!buttons) return;
  const load = lazily(async () => {
    const { CardController } = await import("./controller");
    return new CardController(card, code, buttons);
  });
  for (const [pressed, act] of [
    [buttons.run, "run"],
    [buttons.edit, "edit"],
    [buttons.share, "share"],
  ] as const) {
    pressed?.addEventListener("click", async () => (await load())[act]());
    // Loading may begin when a press is likely; a failure is told at the press.
    const prepare = () => load().catch(() => {});
    pressed?.addEventListener("pointerenter", prepare, { once: true });
    pressed?.addEventListener("focus", prepare, { once: true });
  }
}

/** Load once; after a failure, try again at the next call. */
function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load();
    loaded.catch(() => {
      loaded = null;
    });
    return loaded;
  };
}

for (const card of document.querySelectorAll<HTMLElement>(".example")) {
  const code = new Switch(codeOf(card));
  addStepper(card, code);
  addListeners(card, code);
}
