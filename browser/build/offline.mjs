// Writes the service worker of a finished site: `node browser/build/offline.mjs SITE`.
//
// It has the digest of each file, so nothing may be changed after it.

import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What is kept at the first visit, and how big it may be when it is sent, in bytes. */
const KEPT = new Set([".css", ".html", ".js", ".json", ".py", ".svg"]);
const BUDGET = 4_000_000;
/** What is kept at the first use: what runs and edits programs. */
const USED =
  /^_static\/browser\/((pyodide|aiohttp|looptape|worker|editor)-|chunk-.*\.js$)/;
/** Parts of a page's own script are named as those of the editor are. */
const BIG = 100_000;
/** What no page loads. */
const LEFT =
  /^((offline|searchindex)\.js|_sources\/|_static\/(browser\/(licences\/|files\.json$)|scripts\/.*\.map$))/;

/**
 * Writes the worker.
 *
 * @param {string} site - Folder of the site.
 */
export async function writeWorker(site) {
  const files = {};
  const used = [];
  let bytes = 0;
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(site, "/").length))
    .sort();
  for (const path of paths) {
    if (LEFT.test(path)) continue;
    const content = await readFile(join(site, path));
    if (USED.test(path) && !(path.includes("chunk-") && content.length < BIG)) {
      used.push(path);
    } else if (KEPT.has(extname(path))) {
      files[path] = createHash("sha256").update(content).digest("base64");
      bytes += gzipSync(content).length;
    }
  }
  if (bytes > BUDGET) {
    throw new Error(`a visit would keep ${bytes} bytes of at most ${BUDGET}`);
  }
  const text = JSON.stringify(files);
  const built = await build({
    entryPoints: [fileURLToPath(new URL("../offline/worker.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    minify: true,
    target: "es2022",
    write: false,
    logLevel: "warning",
    define: {
      FILES: text,
      BUILD: JSON.stringify(
        createHash("sha256").update(text).digest("hex").slice(0, 16),
      ),
      USED: JSON.stringify(used),
    },
  });
  await writeFile(join(site, "offline.js"), built.outputFiles[0].contents);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [site] = process.argv.slice(2);
  if (site === undefined) {
    console.error("usage: node browser/build/offline.mjs SITE");
    process.exit(2);
  }
  await writeWorker(site);
}
