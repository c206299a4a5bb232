// Runs `python -m MODULE ARGUMENT...` in CPython as Pyodide, under node.
//
//     node tests/pyodide.mjs WHEELS MODULE ARGUMENT...
//
// WHEELS is a folder of pure-Python wheels, which are put on the module path.
// The project's folder appears as /project, and writes go through to it.

import { readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const [wheels, module, ...args] = process.argv.slice(2);
if (module === undefined) {
  console.error("usage: node tests/pyodide.mjs WHEELS MODULE ARGUMENT...");
  process.exit(2);
}

const pyodide = await loadPyodide({
  // Sets of strings have another order in each run otherwise.
  env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" },
});
for (const [folder, place] of [[project, "/project"], [resolve(wheels), "/wheels"]]) {
  pyodide.FS.mkdirTree(place);
  pyodide.mountNodeFS(place, folder);
}
const run = pyodide.runPython(`
import os, runpy, sys

def run(module, wheels, arguments):
    os.chdir("/project")
    sys.path[:0] = ["/project", *wheels]
    sys.argv = [module, *arguments]
    sys.dont_write_bytecode = True
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        if isinstance(stop.code, str):
            print(stop.code, file=sys.stderr)
            return 1
        return stop.code or 0
    return 0

run
`);
const paths = readdirSync(wheels)
  .filter((name) => name.endsWith(".whl"))
  .map((name) => `/wheels/${name}`);
// Loading leaves timers behind that would keep node alive.
process.exit(run(module, pyodide.toPy(paths), pyodide.toPy(args)));
