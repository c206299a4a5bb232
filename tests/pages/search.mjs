// Asks the search of a built site: `node search.mjs DOCUMENTS < QUESTIONS`.
//
// Reads a list of questions as JSON, and writes for each the addresses of the ten
// sections that it finds first.

import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { loaded } from "../../browser/build/index.mjs";

const documents = JSON.parse(await readFile(process.argv[2], "utf8"));
const { indexOf } = await loaded("browser/search/making.ts");
const { Finder } = await loaded("browser/search/finder.ts");
const finder = new Finder(JSON.parse(JSON.stringify(indexOf(documents))));
const questions = JSON.parse(await text(process.stdin));
const found = questions.map((question) =>
  finder
    .find(question)
    .slice(0, 10)
    .map(({ section }) => section.address),
);
console.log(JSON.stringify(found));
