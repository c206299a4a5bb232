// Makes the search's index out of a built site's documents.
//
// Sphinx has written what the sections say into search/documents.json of the static
// files. In its place come index.js, which the search loads at the first key, and scripts
// with the texts out of which results quote. They are scripts, not JSON, because a page
// that is opened from a disk can load nothing else.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** Loads modules of the page's code, which is TypeScript, into node. */
export async function loaded(entry) {
  const folder = await mkdtemp(join(tmpdir(), "search-"));
  const outfile = join(folder, "module.mjs");
  const options = { bundle: true, format: "esm", target: "es2022", outfile };
  try {
    await build({ ...options, absWorkingDir: project, entryPoints: [entry] });
    return await import(pathToFileURL(outfile));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes the index and the texts into a folder of static files, if it has documents. */
export async function writeIndex(folder) {
  const path = join(folder, "search", "documents.json");
  let text;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  const documents = JSON.parse(text);
  const { indexOf, textsOf } = await loaded("browser/search/making.ts");
  const index = JSON.stringify(indexOf(documents));
  await writeFile(join(folder, "search", "index.js"), `searchIndex(${index})\n`);
  const place = join(folder, "search", "texts");
  await mkdir(place, { recursive: true });
  for (const [number, texts] of textsOf(documents).entries()) {
    const said = JSON.stringify(texts);
    await writeFile(join(place, `${number}.js`), `searchTexts(${said})\n`);
  }
  await rm(path);
}
