// Python in a worker, and nothing beside it. The runtime's folder is in the query.
const address = `./_static/browser/${location.search.slice(1)}/pyodide.mjs`;
const { loadPyodide } = await import(address);
const python = await loadPyodide({ stdout: (line) => postMessage(line) });
python.runPython("print('A starts')");
