/** The buttons of a card's header. What they do is loaded when it is wanted. */

import type { CodeView, LineMark } from "./code";
import { make } from "./dom";
import { button } from "./parts";

/** The code of a card, which is the page's block or the editor in its place. */
export class Switch implements CodeView {
  constructor(public view: CodeView) {}

  /** Mark and quote lines there from now on. */
  use(view: CodeView): void {
    this.view.mark([]);
    this.view = view;
  }

  mark(marks: LineMark[]): void {
    this.view.mark(marks);
  }

  quote(program: number, line: number): string {
    return this.view.quote(program, line);
  }

  file(program: number): string {
    return this.view.file(program);
  }
}

/** Buttons of a header; a card whose program can not run here has no Run. */
export interface Buttons {
  header: HTMLElement;
  status: HTMLElement;
  run: HTMLButtonElement | null;
  edit: HTMLButtonElement | null;
  /** Not on a site without a playground, where links would lead. */
  share: HTMLButtonElement | null;
  download: HTMLAnchorElement;
}

/**
 * Give a card what needs a script: Run, Edit and Share.
 *
 * @param card - The card.
 * @param code - Its code, which Edit switches to the editor.
 */
export function addButtons(card: HTMLElement, code: Switch): void {
  const header = card.querySelector<HTMLElement>(".example-header");
  const download = header?.querySelector<HTMLAnchorElement>("a[download]");
  if (!header || !download) return;
  const name = download.download;
  const status = make("span", { class: "example-status" });
  const none = { run: null, edit: null, share: null };
  const buttons: Buttons = { header, status, ...none, download };
  download.before(status);
  if (card.dataset.playground !== undefined) {
    buttons.share = button("share", "Share", `Share a link to ${name}`);
    download.after(buttons.share);
  }
  const runs = card.dataset.run !== undefined;
  if (runs) {
    buttons.run = button("run", "Run", `Run ${name}`);
    buttons.run.classList.add("main");
    buttons.edit = button("edit", "Edit", `Edit ${name}`);
    download.before(buttons.run, buttons.edit);
  }
  const load = lazily(async () => {
    const { Desk } = await import("./desk");
    return new Desk(card, code, buttons);
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
