// Makes small what a built site sends: takes comments and blanks out of scripts, style
// sheets and pages, and out of the theme's style sheet what no page has; makes the
// search's index out of the texts of all sections. Then writes the service worker, which
// has the digests of what comes of it:
// `node browser/build/minify.mjs FOLDER`, with the folder of its static files.
//
// Texts that ask to be kept, such as licences, stay. What esbuild has bundled is
// small already.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { transform } from "esbuild";
import { writeIndex } from "./index.mjs";
import { writeWorker } from "./offline.mjs";
import { shrinkPages } from "./pages.mjs";
import { shrinkTheme } from "./theme.mjs";

const LOADERS = { ".js": "js", ".css": "css" };

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node browser/build/minify.mjs FOLDER");
  process.exit(2);
}
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  const loader = LOADERS[extname(entry.name)];
  const path = join(entry.parentPath, entry.name);
  const made = ["browser", "search"].some((name) =>
    path.includes(join(folder, name, "/")),
  );
  if (!loader || made) continue;
  const options = { loader, minify: true, legalComments: "inline", logLevel: "error" };
  const { code } = await transform(await readFile(path, "utf8"), options);
  await writeFile(path, code);
}
await shrinkPages(dirname(folder));
await shrinkTheme(dirname(folder));
await writeIndex(folder);
await writeWorker(dirname(folder));
