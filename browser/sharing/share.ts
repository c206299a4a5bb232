/** Share: a link to the playground that carries a program. */

import { make } from "../shared/dom";
import { action, message } from "../shared/messages";
import { rename } from "../shared/parts";
import type { SourceFile } from "../shared/program";
import { LONGEST, pack } from "./link";

const TOLD = 2_000; // ms

/** What a link is made for. */
export interface Shared {
  files: SourceFile[];
  /** Address of the playground. */
  playground: URL;
  button: HTMLElement;
  /** Let screen readers say something. */
  announce(words: string): void;
  /** Say something beside the program, or nothing. */
  tell(message: HTMLElement | null): void;
  download(): void;
}

/** Put the link onto the clipboard, or, where that is not allowed, into a field. */
export async function share(shared: Shared): Promise<void> {
  const link = new URL(shared.playground);
  link.hash = await pack(shared.files);
  if (link.href.length > LONGEST) {
    const size = Math.ceil(link.href.length / 1024);
    const words = `Too long for a link (${size} KB). Download it instead.`;
    shared.tell(message("care", [words], action("Download", shared.download)));
    return;
  }
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    show(shared, link.href);
    return;
  }
  const { button } = shared;
  const name = button.getAttribute("aria-label") ?? "Share";
  rename(button, "check", "Copied", "Copied");
  shared.announce("Copied");
  window.setTimeout(() => rename(button, "share", "Share", name), TOLD);
}

function show(shared: Shared, link: string): void {
  const field = make("input", {
    class: "example-link-field",
    type: "text",
    readonly: "",
    value: link,
    "aria-label": "Link to this program",
  });
  shared.tell(message("plain", ["Copy this link: ", field]));
  field.focus();
  field.select();
}
