/** Leads readers on who come by the address of something that has moved. */

/** Goes to where the part is now that the address names, or else the whole page. */
function follow(): void {
  // Not by `:target`, which matches nothing yet while the page loads.
  const part = document.getElementById(location.hash.slice(1));
  const place = part?.closest(".moved") ?? document.querySelector(".moved-page");
  const link = place?.querySelector("a");
  // Not a step of the history, in which "back" would lead here again.
  if (link) location.replace(link.href);
}

addEventListener("hashchange", follow);
follow();

export {};
