// Makes the theme's style sheet smaller: takes out what no page of the site has.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const CLASSES = /\bclass="([^"]*)"/g;
const RULE = /([^{}]+)\{[^{}]*\}/g;
const COMMA = /,(?![^(]*\))/;
const EMPTY = /@media[^{}]*\{\}/g;
// A variable, whose value may be a drawing in quotes.
const VARIABLE = /(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|[^;}"'])*;?/g;
const ASKED = /var\(\s*(--[\w-]+)/g;

/**
 * Takes rules out of `styles/furo.css` that need a class which no page has and no
 * script names, and variables that nothing asks for then.
 */
export async function shrinkTheme(folder) {
  const texts = { html: [], css: [], js: [] };
  const sheet = join(folder, "_static", "styles", "furo.css");
  for (const name of await readdir(folder, { recursive: true })) {
    const kind = name.split(".").at(-1);
    const path = join(folder, name);
    if (kind in texts && path !== sheet) texts[kind].push(await readFile(path, "utf8"));
  }
  const pages = texts.html.join("\n");
  const scripts = texts.js.join("\n");
  const words = new Set(scripts.match(/[\w-]+/g));
  for (const [, names] of pages.matchAll(CLASSES))
    for (const name of names.split(/\s+/)) words.add(name);
  const used = (selector) => {
    const wanted = selector.replace(/:not\([^)]*\)/g, "").match(/\.[a-z][\w-]*/gi);
    return !wanted?.some((name) => !words.has(name.slice(1)));
  };
  const theme = await readFile(sheet, "utf8");
  const rules = theme
    .replace(RULE, (rule, selectors) => {
      const kept = selectors.split(COMMA).filter(used);
      return kept.length ? rule.replace(selectors, kept.join(",")) : "";
    })
    .replace(EMPTY, "");
  await writeFile(sheet, withoutUnasked(rules, [...texts.css, pages, scripts].join()));
}

function withoutUnasked(rules, elsewhere) {
  const asked = new Set(
    [...`${rules}${elsewhere}`.matchAll(ASKED)].map(([, name]) => name),
  );
  const left = rules.replace(VARIABLE, (whole, name) => (asked.has(name) ? whole : ""));
  // A variable may have been asked for by one that is gone.
  return left === rules ? left : withoutUnasked(left, elsewhere);
}
