/** The buttons of a card's header. */

import { make } from "../shared/dom";
import { button } from "../shared/parts";

/** Buttons of a header; a card whose program cannot run here has no Run. */
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
 * @returns The buttons; nothing for a card that has no file.
 */
export function addButtons(card: HTMLElement): Buttons | undefined {
  const header = card.querySelector<HTMLElement>(".example-header");
  const download = header?.querySelector<HTMLAnchorElement>("a[download]");
  if (!header || !download) return undefined;
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
  return buttons;
}
