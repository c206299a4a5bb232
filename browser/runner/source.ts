/** Programs of the site: the files that a reader can download. */

import type { SourceFile } from "../shared/program";
import { LoadError } from "./runner";

/**
 * Fetch the files of a program.
 *
 * @param addresses - Relative to the page.
 * @throws LoadError if one does not come.
 */
export async function fetchFiles(addresses: string[]): Promise<SourceFile[]> {
  return Promise.all(addresses.map(fetchFile));
}

async function fetchFile(address: string): Promise<SourceFile> {
  const name = address.split("/").at(-1) ?? address;
  const url = new URL(address, document.baseURI);
  const answer = await fetch(url).catch(() => null);
  if (!answer) throw new LoadError(name, "did not arrive");
  if (!answer.ok) throw new LoadError(name, `did not arrive (${answer.status})`);
  return { name, text: await answer.text() };
}
