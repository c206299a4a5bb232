// Python in a worker, and nothing beside it.
import { loadPyodide } from "./pyodide.mjs";

const python = await loadPyodide({ stdout: (line) => postMessage(line) });
python.runPython("print('A starts')");
