// Asks MiniSearch as it comes: `node minisearch.mjs DOCUMENTS < QUESTIONS`. It has the
// titles and texts of the same sections, and no setting but that a title counts double.

import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import MiniSearch from "minisearch";

const { pages, sections } = JSON.parse(await readFile(process.argv[2], "utf8"));
const search = new MiniSearch({ fields: ["title", "text"] });
search.addAll(
  sections.map(({ title, text }, id) => ({ id, title, text: text.join("\n") })),
);
const answers = JSON.parse(await text(process.stdin)).map((question) =>
  search
    .search(question, { boost: { title: 2 } })
    .slice(0, 10)
    .map(({ id }) => `${pages[sections[id].page].address}#${sections[id].anchor}`),
);
console.log(JSON.stringify(answers));
