// Recognises messages in texts as the page does: `node tests/browser/recognise.mjs FILE`.
//
// FILE has all messages, as the build writes them. Standard input is a list of texts in
// JSON; standard output is what was found in each, and how much of the
// processor's time each took, in milliseconds.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const project = fileURLToPath(new URL("../..", import.meta.url));
const bundled = await build({
  absWorkingDir: project,
  entryPoints: ["browser/paste/recognise.ts"],
  bundle: true,
  format: "esm",
  target: "es2022",
  write: false,
});
const code = Buffer.from(bundled.outputFiles[0].contents).toString("base64");
const { recognise } = await import(`data:text/javascript;base64,${code}`);

const messages = JSON.parse(readFileSync(process.argv[2], "utf8"));
const texts = JSON.parse(readFileSync(0, "utf8"));
const answers = texts.map((text) => {
  const begun = process.cpuUsage();
  const { found, nearest } = recognise(messages, text);
  return {
    milliseconds: process.cpuUsage(begun).user / 1000,
    found: found.map((one) => ({ ...one, message: one.message.name })),
    nearest: nearest.map((message) => message.name),
  };
});
process.stdout.write(JSON.stringify(answers));
