/** Which keys open the search. */

const TYPING = "input, textarea, select, [contenteditable='true']";

/** Whether a key asks for the search: `/` outside of fields, Ctrl K and Cmd K. */
export function opening(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (event.defaultPrevented || event.isComposing || altKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  // In the editor, Ctrl K deletes to the end of a line on some systems.
  if (target?.closest("[contenteditable='true']")) return false;
  if (key.toLowerCase() === "k") return ctrlKey !== metaKey && !shiftKey;
  return key === "/" && !ctrlKey && !metaKey && !target?.closest(TYPING);
}
