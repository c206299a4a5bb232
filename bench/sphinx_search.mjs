// Asks Sphinx's own search: `node sphinx_search.mjs SITE < QUESTIONS`, with questions as
// a list in JSON. Writes for each the addresses that it finds, the best first; a result
// that leads to a page leads to its first section.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import vm from "node:vm";

const [site] = process.argv.slice(2);
const page = {
  documentElement: { dataset: { content_root: "./" } },
  addEventListener() {},
  getElementById: () => null,
};
const world = { console, document: page, SPHINX_HIGHLIGHT_ENABLED: false };
Object.assign(world, { window: world, _ready: () => {}, _: (text) => text });
vm.createContext(world);
for (const name of [
  "documentation_options",
  "language_data",
  "base-stemmer",
  "english-stemmer",
  "searchtools",
]) {
  vm.runInContext(await readFile(join(site, "_static", `${name}.js`), "utf8"), world);
}
vm.runInContext("Search.setIndex = (index) => { Search._index = index; };", world);
vm.runInContext(await readFile(join(site, "searchindex.js"), "utf8"), world);

const first = new Map();
async function address([name, , anchor]) {
  const path = `${name}.html`;
  if (anchor) return path + anchor;
  if (!first.has(path)) {
    const html = await readFile(join(site, path), "utf8");
    first.set(path, html.match(/<section[^>]* id="([^"]+)"/)?.[1] ?? "");
  }
  return `${path}#${first.get(path)}`;
}

const answers = [];
for (const question of JSON.parse(await text(process.stdin))) {
  world.question = question;
  const ask = "Search._performSearch(...Search._parseQuery(question))";
  const found = vm.runInContext(ask, world).reverse().slice(0, 10);
  answers.push(await Promise.all(found.map(address)));
}
console.log(JSON.stringify(answers));
