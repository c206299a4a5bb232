// Asks the search for phrases that it does not have: `node bench/phrases.mjs DOCUMENTS`.
//
// Each phrase of a chapter is taken out of the index once, with a part of the others, and
// is then asked. Its section is the right answer, though others may answer as well, so the
// rates are low; they tell which ranking is better for words that nobody has foreseen.

import { readFile } from "node:fs/promises";
import { loaded } from "../browser/build/index.mjs";

const PARTS = 20;
const LISTS = /^(api|errors|old_and_new|cheatsheet)\b|^glossary/;

const documents = JSON.parse(await readFile(process.argv[2], "utf8"));
const { indexOf } = await loaded("browser/search/making.ts");
const { Finder } = await loaded("browser/search/finder.ts");
const { pages, sections } = documents;
let [asked, first, three] = [0, 0, 0];
for (let part = 0; part < PARTS; part++) {
  const out = new Map();
  let number = 0;
  const without = sections.map((section) => {
    const { address } = pages[section.page];
    if (LISTS.test(address)) return section;
    const kept = section.asked.filter((phrase) => {
      if (number++ % PARTS !== part) return true;
      out.set(phrase, `${address}#${section.anchor}`);
      return false;
    });
    return { ...section, asked: kept };
  });
  const index = indexOf({ pages, sections: without });
  const finder = new Finder(JSON.parse(JSON.stringify(index)));
  for (const [phrase, right] of out) {
    const found = finder.find(phrase).slice(0, 3);
    const place = found.findIndex(({ section }) => section.address === right);
    asked += 1;
    if (place === 0) first += 1;
    if (place >= 0) three += 1;
  }
}
const rate = (many) => `${((100 * many) / asked).toFixed(1)} %`;
console.log(`${asked} phrases: right first ${rate(first)}, of three ${rate(three)}`);
