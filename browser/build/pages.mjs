// Makes pages smaller: what the theme's templates leave behind.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

// What shows its blanks, as tables of steps do, or is no HTML.
const KEPT = /(<(pre|script|style|table|textarea)\b[\s\S]*?<\/\2>)/;
const ICON = /<symbol id="([^"]+)"[\s\S]*?<\/symbol>/g;
// No rule, script or form asks for these.
const UNREAD = /<!-- Generated with .*?-->| name="toctree-checkbox-\d+"/g;
const UNREAD_OF_ICON = /\s(class|xmlns)="[^"]*"|<path stroke="none"[^>]*>/g;
// An icon is 20 pixels of some 24 units: one decimal is less than a tenth of a pixel.
const DECIMALS = /(\.\d)\d+/g;

/** Takes indents, empty lines and what nothing shows or reads out of every page. */
export async function shrinkPages(folder) {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(".html")) continue;
    const path = join(folder, name);
    const page = await readFile(path, "utf8");
    const small = shrunk(page);
    if (small !== page) await writeFile(path, small);
  }
}

function shrunk(page) {
  const used = page.replace(ICON, (icon, id) =>
    page.includes(`"#${id}"`)
      ? icon
          .replace(UNREAD_OF_ICON, "")
          .replace(DECIMALS, "$1")
          .replace(/><\/(line|circle|polyline)>/g, "/>")
      : "",
  );
  // Each match gives two parts: all of it, and the name of its element.
  return used
    .replace(UNREAD, "")
    .split(KEPT)
    .map((part, at) => [part.replace(/\s*\n\s*/g, "\n"), part, ""][at % 3])
    .join("");
}
