/** The module worker in which a reader's programs run; it has nothing of the page. */

import { loadPyodide, type PyodideAPI } from "pyodide";
import type { Program } from "../shared/program";
import type {
  Chunk,
  Message,
  Request as Order,
  Output,
  Result,
} from "../shared/protocol";
import { type Arrival, Broken, get, type Manifest } from "./files";

/** Folder of Pyodide, what is known of each file, and what Pyodide was built for. */
declare const RUNTIME: { folder: string; files: Manifest; lock: string };
/** The archives of Python packages, by what they hold. */
declare const ARCHIVES: { looptape: string; aiohttp: string };

/** What one run needs of Python; see `cheatsheet/browser/worker.py`. */
interface Python {
  load(name: string): void;
  run(
    files: string[][],
    echo: (stream: string, text: string) => void,
    raised: boolean,
  ): PythonDict;
  draw(): PythonDict;
  chunk(number: number): PythonDict | undefined;
  clean(): boolean;
}

interface PythonDict {
  toJs(options: object): never;
  destroy(): void;
}

/** Linear memory, in bytes: a program that asks for more gets a MemoryError. */
const MEMORY_LIMIT = 1 << 30;
/** Of this much, a worker is not used again: memory is never given back. */
const MEMORY_WORN = 300e6;
/** Python's home folder; the programs' own folder is in it. */
const HOME = "/home/pyodide";
/** Pieces of output in a row that are told one by one. */
const BURST = 200;
/** Milliseconds between messages after that. */
const PAUSE = 30;

const post = self.postMessage.bind(self) as (message: Message) => void;
const ask = self.fetch.bind(self);
const now = performance.now.bind(performance);
const base = new URL("./", import.meta.url).href;
const afresh = self.name === "afresh";

// The load. All files are asked for at once, and Python takes them as they come.

const arrivals = new Map<string, Arrival>();
let loaded = 0;
let total = 0;
let told = 0;

function fetchFile(path: string): Arrival {
  const url = base + path;
  const before = arrivals.get(url);
  if (before) return before;
  const known = RUNTIME.files[path] as Manifest[string];
  total += known.bytes;
  const arrival = get(url, known, afresh, (bytes) => {
    loaded += bytes;
    if (now() - told < PAUSE && loaded < total) return;
    told = now();
    post({ type: "progress", loaded, total });
  });
  arrivals.set(url, arrival);
  return arrival;
}

const inFolder = (name: string) => `${RUNTIME.folder}/${name}`;
const script = fetchFile(inFolder("pyodide.asm.mjs"));
const core = ["pyodide.asm.wasm", "python_stdlib.zip"].map(inFolder).map(fetchFile);
const own = fetchFile(ARCHIVES.looptape);

// Pyodide asks for its files by `fetch`: it gets what is on its way.
self.fetch = async (input, options) => {
  const arrival = arrivals.get(String(input));
  if (!arrival) return ask(input, options);
  if (String(input).endsWith(".wasm")) return arrival.response;
  return new Response(await arrival.bytes);
};

interface Interpreter {
  pyodide: PyodideAPI;
  python: Python;
}

async function load(): Promise<Interpreter> {
  const needed = [script, ...core, own].map(({ bytes }) => bytes);
  const starting = Promise.all(needed).then(() => post({ type: "starting" }));
  const begin = loadPyodide({
    indexURL: base + RUNTIME.folder,
    lockFileContents: RUNTIME.lock,
    packageBaseUrl: base,
    // Sets of strings have another order in each run otherwise.
    env: { PYTHONHASHSEED: "0", HOME },
    jsglobals: Object.create(null),
    createPyodideModule: async (settings: object) => {
      await script.bytes;
      return (await import(base + inFolder("pyodide.asm.mjs"))).default(settings);
    },
  } as object);
  // A file that did not arrive is told before what Pyodide says of it, if it does.
  const pyodide = await Promise.race([begin, starting.then(() => begin)]);
  await starting;
  limitMemory(pyodide);
  closeScope();
  addPackage(pyodide, await own.bytes, "looptape");
  const { Worker: Runs } = pyodide.pyimport("cheatsheet.browser.worker");
  watch(pyodide);
  return {
    pyodide,
    python: Runs(`${HOME}/program`, pyodide.toPy(["/", "/tmp", HOME])),
  };
}

function addPackage(pyodide: PyodideAPI, archive: ArrayBuffer, name: string): void {
  const place = `/lib/${name}.zip`;
  pyodide.FS.writeFile(place, new Uint8Array(archive), { canOwn: true });
  pyodide.pyimport("sys").path.append(place);
}

function pyodideMemory(pyodide: PyodideAPI): WebAssembly.Memory {
  return (pyodide as unknown as { _module: { memory: WebAssembly.Memory } })._module
    .memory;
}

/** Lets memory end before the tab does. */
function limitMemory(pyodide: PyodideAPI): void {
  const memory = pyodideMemory(pyodide);
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * 65536 > MEMORY_LIMIT) {
      throw new RangeError("a program may not have more");
    }
    return grow(pages);
  };
}

/** What could ask for files, keep data or reach the page. */
const WAYS_OUT =
  /^(eval|fetch|fetchLater|XMLHttpRequest|WebSocket.*|WebTransport|EventSource|Worker|SharedWorker|importScripts|indexedDB|caches|cookieStore|BroadcastChannel|navigator|RTC.*|Notification|postMessage|close|trustedTypes)$/;

/** Takes away what leads out of the worker, before a program of a reader runs. */
function closeScope(): void {
  for (let scope: object = self; scope; scope = Object.getPrototypeOf(scope)) {
    for (const name of Object.getOwnPropertyNames(scope)) {
      if (WAYS_OUT.test(name)) Reflect.deleteProperty(scope, name);
    }
  }
  // Code from text, which a host that sends no policy would allow.
  const makers = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const maker of makers) {
    const own = Object.getPrototypeOf(maker);
    const value = () => {
      throw new EvalError("a program may not run code in the page");
    };
    Object.defineProperty(value, "name", { value: own.constructor.name });
    value.prototype = own; // Pyodide asks what is an instance of it.
    if (own === Function.prototype) Object.assign(self, { Function: value });
    Object.defineProperty(own, "constructor", { value });
  }
}

// Output. What is printed while Python keeps the worker busy is told in time by a
// look at the clock that Python itself makes: see `watch`.

let parts: Output[] = [];
let sent = 0;
let burst = 0;

function flush(): void {
  sent = now();
  if (parts.length === 0) return;
  post({ type: "output", parts });
  parts = [];
}

function echo(stream: string, text: string): void {
  const last = parts.at(-1);
  if (last?.stream === stream) last.text += text;
  else parts.push({ stream: stream as Output["stream"], text });
  if (text.endsWith("\n") && burst < BURST) {
    burst += 1;
    flush();
  } else if (now() - sent > PAUSE) flush();
}

/**
 * Looks at the clock while a program runs.
 *
 * Every so many instructions Python looks into an array for a signal, so a getter in
 * the array's place is called even in a loop without end.
 */
function watch(pyodide: PyodideAPI): void {
  const signals = {
    get 0() {
      if (parts.length > 0 && now() - sent > PAUSE) flush();
      return 0;
    },
    set 0(_) {},
  };
  pyodide.setInterruptBuffer(signals as unknown as Uint8Array);
}

// Orders of the page, one after the other.

const interpreter = load();
interpreter.catch(fail);

function fail(error: unknown): void {
  const broken = error instanceof Broken;
  const file = broken ? error.file : "pyodide.asm.wasm";
  post({
    type: "failed",
    file,
    reason: broken ? error.reason : `did not start: ${error}`,
  });
}

/** A line that imports it, whatever else it does; a comment may be meant as well. */
const IMPORTS_AIOHTTP =
  /^(?![ \t]*#).*(?:import|\bfrom\b).*\baiohttp\b|\bimport\b.*\\\r?\n.*\baiohttp\b/m;
let hasAiohttp = false;

async function run(program: Program): Promise<void> {
  const wanted =
    program.packages.includes("aiohttp") ||
    program.files.some(({ text }) => IMPORTS_AIOHTTP.test(text));
  const archive = wanted && !hasAiohttp ? fetchFile(ARCHIVES.aiohttp).bytes : null;
  const { pyodide, python } = await interpreter;
  if (archive) {
    addPackage(pyodide, await archive, "aiohttp");
    python.load("aiohttp");
    hasAiohttp = true;
  }
  post({ type: "running" });
  burst = 0;
  const result: Result = {
    ...{ ended: "crashed", error: "Python crashed.", took: 0 },
    ...{ status: 1, serves: false, idles: false, programs: [] },
    ...{ recording: "", outputs: "", figure: "", table: "" },
  };
  let clean = false;
  const began = now();
  try {
    const files = program.files.map(({ name, text }) => [name, text]);
    const ended = python.run(pyodide.toPy(files), echo, program.raised ?? false);
    result.took = now() - began;
    flush();
    Object.assign(result, plain(ended), plain(python.draw()));
    clean = python.clean() && pyodideMemory(pyodide).buffer.byteLength < MEMORY_WORN;
  } catch (error) {
    result.took ||= now() - began;
    flush();
    result.error = reasonOf(error);
  }
  post({ type: "done", result, clean });
}

/** One line on why Python crashed. */
function reasonOf(error: unknown): string {
  const text = String(error).trim();
  if (/call stack|recursion/i.test(text))
    return "Python crashed: the recursion is too deep.";
  if (/out of bounds|unreachable|null function/i.test(text))
    return "Python crashed: this call does not work in a browser.";
  if (/memory/i.test(text)) return "Python ran out of memory.";
  return `Python crashed: ${text.split("\n").at(-1)}`;
}

/** A Python dictionary as an object. */
function plain(dictionary: PythonDict): object {
  const object = dictionary.toJs({ dict_converter: Object.fromEntries });
  dictionary.destroy();
  return object;
}

let queue: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Order>) => {
  queue = queue
    .then(async () => {
      if (data.type === "run") return run(data.program);
      const chunk = (await interpreter).python.chunk(data.number);
      post({
        type: "chunk",
        number: data.number,
        chunk: chunk ? (plain(chunk) as Chunk) : null,
      });
    })
    .catch(fail);
};
