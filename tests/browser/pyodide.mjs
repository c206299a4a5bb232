// Runs `python -m MODULE ARGUMENT...` in CPython as Pyodide, under node.
//
//     node --single-threaded tests/browser/pyodide.mjs PACKAGES MODULE ARGUMENT...
//
// With more threads, a compiler's may wait for a garbage collection that the exit does not
// let come: node then never ends (https://github.com/nodejs/node/issues/54918). The flag
// has to be set before node starts: set later, V8 may find threads and abort.
//
// In the environment, PYODIDE is the package to load: `pyodide-next` is a newer Python.
// PACKAGES is a folder of pure-Python packages, which is put on the module path.
// The project's folder appears as /project, and writes go through to it.

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const [packages, module, ...args] = process.argv.slice(2);
if (module === undefined) {
  console.error(
    "usage: node --single-threaded tests/browser/pyodide.mjs PACKAGES MODULE ARGUMENT...",
  );
  process.exit(2);
}

const { loadPyodide } = await import(process.env.PYODIDE ?? "pyodide");
const pyodide = await loadPyodide({
  // Sets of strings have another order in each run otherwise.
  env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" },
});
const mounts = { "/project": project, "/packages": resolve(packages) };
for (const [place, folder] of Object.entries(mounts)) {
  pyodide.FS.mkdirTree(place);
  pyodide.mountNodeFS(place, folder);
}
const run = pyodide.runPython(`
import os, runpy, sys

def run(module, arguments):
    os.chdir("/project")
    sys.path[:0] = ["/project", "/packages"]
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
// Loading leaves timers behind that would keep node alive.
process.exit(run(module, pyodide.toPy(args)));
