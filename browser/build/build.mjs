// Makes what the pages load: `node browser/build/build.mjs [FOLDER]`.
//
// The folder, or else _build/static/browser/, gets the bundled scripts and what the worker asks for: the
// runtime from npm, and archives of Python packages. Sphinx copies that folder into
// the site. Two runs from the same files write the same bytes.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licences, looptape, packages, runtime } from "./pack.mjs";

const project = fileURLToPath(new URL("../..", import.meta.url));
const out = resolve(process.argv[2] ?? join(project, "_build", "static", "browser"));
const installed = join(project, "_build", "pyodide");

const options = {
  absWorkingDir: project,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  outdir: out,
  legalComments: "none",
  logLevel: "warning",
  external: ["node:*", "ws"], // Pyodide names them for hosts that are no browser.
};

if (!existsSync(join(installed, "aiohttp"))) {
  console.error("_build/pyodide has no aiohttp: run `nox -s pyodide`, which gets it.");
  process.exit(1);
}
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const files = {};

/** Writes a file of the runtime and notes what the worker checks it by. */
async function put(path, bytes) {
  await mkdir(dirname(join(out, path)), { recursive: true });
  await writeFile(join(out, path), bytes);
  files[path] = { bytes: bytes.length, sha256: digest(bytes) };
}

function digest(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Writes an archive under a name that changes with its content. */
async function archive(name, bytes) {
  const path = `${name}-${digest(bytes).slice(0, 8).toUpperCase()}.zip`;
  await put(path, bytes);
  return path;
}

const npm = join(project, "node_modules", "pyodide");
const cache = join(project, "_build", "compiled");
const { version, lock, content } = await runtime(npm, project, cache);
// A folder's name changes with what is in it, as a browser may keep it for good.
const all = digest(Buffer.concat([...content].sort().map(([, bytes]) => bytes)));
const folder = `pyodide-${version}-${all.slice(0, 8).toUpperCase()}`;
for (const [name, bytes] of content) await put(`${folder}/${name}`, bytes);
const archives = {
  looptape: await archive("looptape", await looptape(project, cache)),
  aiohttp: await archive("aiohttp", await packages(installed, cache)),
};
for (const [name, bytes] of await licences(npm, installed)) {
  await mkdir(dirname(join(out, "licences", name)), { recursive: true });
  await writeFile(join(out, "licences", name), bytes);
}

// The worker first: its name, which changes with its content, goes into the pages' script.
const worker = await build({
  ...options,
  entryPoints: ["browser/worker/worker.ts"],
  entryNames: "[name]-[hash]",
  metafile: true,
  define: {
    RUNTIME: JSON.stringify({ folder, files, lock }),
    ARCHIVES: JSON.stringify(archives),
  },
});
const [workerFile] = Object.keys(worker.metafile.outputs).map((path) =>
  path.split("/").at(-1),
);
await build({
  ...options,
  entryPoints: [
    "browser/card/card.ts",
    "browser/paste/paste.ts",
    "browser/playground/playground.ts",
    "browser/site/missing.ts",
    "browser/site/moved.ts",
    "browser/site/offline.ts",
  ],
  entryNames: "[name]",
  splitting: true,
  chunkNames: "[name]-[hash]",
  define: {
    WORKER: JSON.stringify(workerFile),
    PYTHON: JSON.stringify(JSON.parse(lock).info.python),
  },
});
// The search, as scripts that are no modules: a page on a disk can load those alone.
const classic = { ...options, format: "iife", metafile: true };
const nameOf = ({ metafile }) =>
  JSON.stringify(Object.keys(metafile.outputs)[0].split("/").at(-1));
const pasted = await build({
  ...classic,
  entryPoints: { "search-pasted": "browser/search/pasted.ts" },
  entryNames: "[name]-[hash]",
  globalName: "sectionPasted",
});
const box = await build({
  ...classic,
  entryPoints: { "search-box": "browser/search/box.ts" },
  entryNames: "[name]-[hash]",
  globalName: "sectionSearch",
  define: { PASTED: nameOf(pasted) },
});
await build({
  ...classic,
  entryPoints: { search: "browser/search/start.ts" },
  define: { BOX: nameOf(box) },
});
await writeFile(join(out, "files.json"), `${JSON.stringify(files, null, 1)}\n`);
process.exit(0); // Python leaves timers behind that would keep node alive.
