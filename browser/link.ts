/** Share: a link to the playground that carries a program. */

import type { Controls } from "./controls";
import { make } from "./dom";
import { rename } from "./parts";
import type { SourceFile } from "./protocol";
import { action, message } from "./result";
import { LONGEST, pack } from "./share";

const TOLD = 2_000; // ms

/** What a link is made for. */
export interface Shared {
  files: SourceFile[];
  /** Address of the playground. */
  playground: URL;
  button: HTMLElement;
  controls: Controls;
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
  const { button, controls } = shared;
  const name = button.getAttribute("aria-label") ?? "Share";
  rename(button, "check", "Copied", "Copied");
  controls.announce("Copied");
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
