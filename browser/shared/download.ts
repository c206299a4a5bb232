/** Lets a reader save what the page has. */

import { make } from "./dom";
import type { SourceFile } from "./program";

/** Save a text or an archive as a file. */
export function download(name: string, content: string | Blob): void {
  const address = URL.createObjectURL(new Blob([content]));
  make("a", { href: address, download: name }).click();
  // The browser has taken it by then.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Save a program: its file, or an archive of all its files. */
export async function downloadProgram(files: SourceFile[]): Promise<void> {
  const [own] = files;
  if (!own) return;
  if (files.length === 1) {
    download(own.name, own.text);
    return;
  }
  // Loaded here, because few programs have a second file.
  const { archive } = await import("./archive");
  download(`${own.name.slice(0, -".py".length)}.zip`, archive(files));
}
