/** Gives each card of a page what its reader can press. */

import { type CodeView, codeOf } from "./code";
import { addButtons, Switch } from "./header";
import type { Chunk } from "./protocol";
import { Stepper } from "./stepper";

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
export function walk(card: HTMLElement, code: CodeView): Stepper | undefined {
  const run = card.querySelector<HTMLElement>(".example-run");
  const { steps, chunks } =
    card.querySelector<HTMLElement>(".tl-figure")?.dataset ?? {};
  if (!run?.querySelector(".tl") || (steps && !chunks)) return undefined;
  return new Stepper(run, code, chunks ? chunksOf(chunks) : undefined);
}

for (const card of document.querySelectorAll<HTMLElement>(".example")) {
  const code = new Switch(codeOf(card));
  walk(card, code);
  addButtons(card, code);
}
