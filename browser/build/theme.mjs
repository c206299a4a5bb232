// Makes the theme's style sheet smaller: takes out what no page of the site has.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PurgeCSS } from "purgecss";

const ASKED = /var\(\s*(--[\w-]+)/g;

/**
 * Takes rules out of `styles/furo.css` that are for names which no page and no script
 * has, and variables that nothing asks for then.
 */
export async function shrinkTheme(folder) {
  const texts = { html: [], css: [], js: [] };
  const sheet = join(folder, "_static", "styles", "furo.css");
  for (const name of await readdir(folder, { recursive: true })) {
    const kind = name.split(".").at(-1);
    const path = join(folder, name);
    if (kind in texts && path !== sheet) texts[kind].push(await readFile(path, "utf8"));
  }
  const content = [...texts.html, ...texts.js];
  const purged = await new PurgeCSS().purge({
    content: content.map((raw) => ({ raw, extension: "html" })),
    // The theme comes last: which variables the sheets before ask for is known then.
    css: [...texts.css, await readFile(sheet, "utf8")].map((raw) => ({ raw })),
    safelist: {
      variables: content.flatMap((raw) => [...raw.matchAll(ASKED)].map((it) => it[1])),
    },
    variables: true,
  });
  await writeFile(sheet, purged.at(-1).css);
}
