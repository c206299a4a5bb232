// Compiles Python modules with the very Python that the browser runs.
//
// Most of the time that Pyodide takes to start goes into compiling its standard
// library, at every start again. Compiled beforehand it starts in a third of it.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadPyodide, version } from "pyodide";

/** Where a worker puts the archives; compiled code carries these names. */
const LIBRARY = "/lib/python314.zip";

const COMPILE = `
import ast
import importlib._bootstrap_external as external
import importlib.util

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

def without_texts(source):
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node)):
            # A class keeps a line: without one dataclasses would make its own.
            line = text.splitlines()[0] if isinstance(node, ast.ClassDef) else None
            node.body[0].value.value = line
    return tree

def compiled(place, source, texts):
    tree = source if texts else without_texts(source)
    code = compile(tree, place, "exec", dont_inherit=True)
    digest = importlib.util.source_hash(source)
    # Not compared with the source when it is loaded.
    return external._code_to_hash_pyc(code, digest, False)
`;

let python = null;

async function start() {
  python ??= await loadPyodide({ env: { PYTHONHASHSEED: "0", HOME: "/" } });
  return python;
}

/**
 * Compiles modules, or takes what an earlier call compiled from the same.
 *
 * @param {string} cache - A folder for what was compiled.
 * @param {string} place - The archive that they will be in, such as `/lib/a.zip`.
 * @param {Map<string, Buffer>} sources - Texts by path in it; others are left out.
 * @param {boolean} texts - Whether docstrings stay; lines keep their numbers either way.
 * @returns {Promise<Map<string, Buffer>>} `.pyc` files by path.
 */
export async function compile(cache, place, sources, texts = true) {
  const modules = [...sources].filter(([path]) => path.endsWith(".py"));
  const key = createHash("sha256").update(
    JSON.stringify([version, place, texts, COMPILE]),
  );
  for (const [path, source] of modules)
    key.update(`${path} ${source.length} `).update(source);
  const found = new Map();
  const kept = await remembered(cache, key.digest("hex"), async () => {
    const own = (await start()).globals.get("dict")();
    python.runPython(COMPILE, { globals: own });
    const compiled = own.get("compiled");
    const pairs = modules.map(([path, source]) => {
      const bytes = python.toPy(new Uint8Array(source)).tobytes();
      const code = compiled(`${place}/${path}`, bytes, texts);
      return [`${path}c`, Buffer.from(code.toJs()).toString("base64")];
    });
    return pairs;
  });
  for (const [path, text] of kept) found.set(path, Buffer.from(text, "base64"));
  return found;
}

/**
 * Names the modules of the standard library that are imported at every start.
 *
 * @param {string} cache - A folder for what was found.
 * @param {Buffer} archive - The recorder, as the browser gets it.
 * @returns {Promise<string[]>} Their paths in the library's archive.
 */
export async function imported(cache, archive) {
  const key = createHash("sha256").update(version).update(archive).digest("hex");
  return remembered(cache, key, async () => {
    (await start()).FS.writeFile("/lib/looptape.zip", new Uint8Array(archive));
    const names = python.runPython(`
import sys
sys.path.append("/lib/looptape.zip")
import cheatsheet.browser.worker, looptape.timeline
sorted(
    module.__file__.removeprefix("${LIBRARY}/")
    for module in list(sys.modules.values())
    if str(getattr(module, "__file__", "")).startswith("${LIBRARY}/")
)
`);
    return names.toJs();
  });
}

async function remembered(cache, key, make) {
  const path = join(cache, `${key}.json`);
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    const made = await make();
    await mkdir(cache, { recursive: true });
    await writeFile(path, JSON.stringify(made));
    return made;
  }
}
