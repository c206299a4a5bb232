/** The messages that are most like a text in which none was found. */

import type { Message } from "./messages";
import { words } from "./templates";
import { type Line, small } from "./text";

// What an error says is in lines such as these, or in a text of few lines.
const TELLING =
  /error|exception|warning|never|cannot|can't|not |invalid|unclosed|failed/i;
const FEW = 12;
const MOST = 60;

/** The words of an entry, each once. */
function wordsOf(message: Message): Set<string> {
  const { template, also, texts, classes, asked, page } = message;
  const text = [
    template.replace(/\{[^}]*\}/g, " "),
    ...also,
    ...texts,
    ...classes,
    ...asked,
    page,
  ];
  return new Set(words(small(text.join(" "))));
}

/**
 * Find the entries that have most words in common with a line of a text.
 *
 * A word counts by its rarity among the entries, as in tf-idf
 * (https://en.wikipedia.org/wiki/Tf-idf), and an entry by the share of its own words.
 *
 * @param messages - All entries.
 * @param lines - The lines of the text.
 * @param count - How many to return.
 */
export function nearest(messages: Message[], lines: Line[], count: number): Message[] {
  const entries = messages.map(wordsOf);
  const frequency = new Map<string, number>();
  for (const entry of entries) {
    for (const word of entry) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const rarity = (word: string) =>
    Math.log(1 + messages.length / (frequency.get(word) ?? Number.POSITIVE_INFINITY));
  const texts = [...new Set(lines.map((line) => line.words).filter((text) => text))];
  const telling =
    texts.length > FEW ? texts.filter((text) => TELLING.test(text)) : texts;
  const asked = telling.slice(-MOST).map((text) => new Set(words(small(text))));
  const scores = entries.map((entry) => {
    let own = 0;
    for (const word of entry) own += rarity(word);
    let best = 0;
    for (const line of asked) {
      let common = 0;
      for (const word of line) if (entry.has(word)) common += rarity(word);
      best = Math.max(best, common / Math.sqrt(own || 1));
    }
    return best;
  });
  return messages
    .map((message, index) => ({ message, score: scores[index] ?? 0 }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ message }) => message);
}
