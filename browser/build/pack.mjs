// What of the runtime and of Python packages the site serves.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { unzipSync } from "fflate";
import { ZipFile } from "yazl";
import { compile, imported } from "./compile.mjs";

const LIBRARY = "python_stdlib.zip";
const RUNTIME = ["pyodide.asm.mjs", "pyodide.asm.wasm", LIBRARY];

/** Packages in `_build/pyodide` that no program of the page imports. */
const NOT_IMPORTED = /^(bin|attrs|aiohttp\/(pytest_plugin|test_utils|worker)\.py)$/;

/** An archive whose bytes depend on nothing but what is in it. */
function zip(files) {
  const archive = new ZipFile();
  // The first date that the format knows, in the time of any place.
  const options = { compressionLevel: 9, mtime: new Date(1980, 0, 1) };
  Object.assign(options, { forceDosTimestamp: true });
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    archive.addBuffer(Buffer.from(content), path, options);
  }
  archive.end();
  return buffer(archive.outputStream);
}

/** Contents of a folder's files by their path in it, for those that are wanted. */
async function read(folder, wanted) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = new Map();
  for (const entry of entries) {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(folder.length + 1);
    if (entry.isFile() && wanted(path)) found.set(path, await readFile(full));
  }
  return found;
}

/**
 * Our own Python for the page, by path in the project: the modules of each folder that
 * `packed.json` names, without those of a command line and without folders below.
 */
async function ownModules(project) {
  const list = await readFile(new URL("packed.json", import.meta.url), "utf8");
  const files = new Map();
  for (const folder of Object.keys(JSON.parse(list))) {
    const wanted = (path) => /^\w+\.py$/.test(path) && path !== "__main__.py";
    const found = await read(join(project, folder), wanted);
    for (const [name, bytes] of found) files.set(`${folder}/${name}`, bytes);
  }
  return files;
}

/**
 * Reads the files of Pyodide that a worker needs.
 *
 * @param {string} npm - The installed package.
 * @param {string} folder - The project's folder.
 * @param {string} cache - A folder for what was compiled.
 */
export async function runtime(npm, folder, cache) {
  const { version } = JSON.parse(await readFile(join(npm, "package.json"), "utf8"));
  const { info } = JSON.parse(await readFile(join(npm, "pyodide-lock.json"), "utf8"));
  const content = await read(npm, (path) => RUNTIME.includes(path));
  // What every start imports is there in compiled form only, as both would be big.
  const filter = ({ name }) => !name.endsWith("/"); // Not the folders.
  const unzipped = unzipSync(content.get(LIBRARY), { filter });
  const library = new Map(Object.entries(unzipped));
  const names = await imported(cache, await zip(await ownModules(folder)));
  const some = new Map(names.map((name) => [name, library.get(name)]));
  const compiled = await compile(cache, "/lib/python314.zip", some);
  for (const name of names) library.delete(name);
  content.set(LIBRARY, await zip(new Map([...library, ...compiled])));
  // None of Pyodide's packages is served, so none is listed.
  const lock = JSON.stringify({ info, packages: {} });
  return { version, lock, content };
}

/**
 * Packs the recorder and what draws.
 *
 * @param {string} folder - The project's folder.
 * @param {string} cache - A folder for what was compiled.
 */
export async function looptape(folder, cache) {
  // Nothing there reads a docstring, and they were an eighth of what is sent.
  const modules = await ownModules(folder);
  return zip(await compile(cache, "/lib/looptape.zip", modules, false));
}

/**
 * Packs aiohttp and what it imports.
 *
 * @param {string} installed - Where they are installed.
 * @param {string} cache - A folder for what was compiled.
 */
export async function packages(installed, cache) {
  const wanted = (path) => path.endsWith(".py") && !NOT_IMPORTED.test(path);
  return zip(await compile(cache, "/lib/aiohttp.zip", await read(installed, wanted)));
}

/**
 * Finds the licences of all that is packed.
 *
 * @param {string} npm - The installed Pyodide.
 * @param {string} installed - Where the Python packages are installed.
 * @returns {Promise<Map<string, Buffer>>} Texts by their path.
 */
export async function licences(npm, installed) {
  const texts = await read(installed, (path) =>
    /^[^/]+\.dist-info\/licenses\//.test(path),
  );
  const { name, version, license, repository } = JSON.parse(
    await readFile(join(npm, "package.json"), "utf8"),
  );
  const notice = `${name} ${version}, ${license}, from ${repository.url}
Its files are unchanged, but that ${LIBRARY} has some modules in compiled form.
`;
  const found = new Map([["pyodide.txt", Buffer.from(notice)]]);
  for (const [path, text] of texts) {
    found.set(path.replace(/\.dist-info\/licenses\//, "/"), text);
  }
  return found;
}
