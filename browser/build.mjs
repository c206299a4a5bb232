// Makes what the pages load: `node browser/build.mjs`.
//
// _build/static/browser/ gets the bundled scripts and what the worker asks for: the
// runtime from npm, and archives of Python packages. Sphinx copies that folder into
// the site. Two runs from the same files write the same bytes.

import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(project, "_build", "static", "browser");

const RUNTIME = [
  "pyodide.mjs",
  "pyodide.asm.mjs",
  "pyodide.asm.wasm",
  "python_stdlib.zip",
  "pyodide-lock.json",
];

const options = {
  absWorkingDir: project,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  outdir: out,
  legalComments: "none",
  logLevel: "warning",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const runtime = join(project, "node_modules", "pyodide");
const { version } = JSON.parse(await readFile(join(runtime, "package.json"), "utf8"));
const folder = `pyodide-${version}`;
await mkdir(join(out, folder));
const files = {};
for (const name of RUNTIME) {
  const bytes = await readFile(join(runtime, name));
  await cp(join(runtime, name), join(out, folder, name));
  files[`${folder}/${name}`] = {
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}
const define = { RUNTIME: JSON.stringify({ folder, files }) };

// The worker first: its name, which changes with its content, goes into the pages' script.
const worker = await build({
  ...options,
  entryPoints: ["browser/worker.ts"],
  entryNames: "[name]-[hash]",
  metafile: true,
  define,
});
const [workerFile] = Object.keys(worker.metafile.outputs).map((path) =>
  path.split("/").at(-1),
);
await build({
  ...options,
  entryPoints: ["browser/card.ts", "browser/playground.ts"],
  splitting: true,
  chunkNames: "[name]-[hash]",
  define: { ...define, WORKER: JSON.stringify(workerFile) },
});
await writeFile(join(out, "files.json"), `${JSON.stringify(files, null, 1)}\n`);
