/** Archives, in a module of their own that is loaded with the first of them. */

import { strToU8, zipSync } from "fflate";
import type { SourceFile } from "./program";

/** Pack files into a zip archive. */
export function archive(files: SourceFile[]): Blob {
  const entries = files.map(({ name, text }) => [name, strToU8(text)] as const);
  const zipped = zipSync(Object.fromEntries(entries));
  return new Blob([zipped], { type: "application/zip" });
}
