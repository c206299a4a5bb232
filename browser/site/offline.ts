/** Lets the browser keep the site for when there is no network. */

// Written last of all into a finished site, beside its pages.
const worker = new URL("../../offline.js", import.meta.url);

/** Starts the service worker, which fetches all pages at its first start. */
function start(): void {
  // A failure changes nothing for the reader: pages come from the network.
  navigator.serviceWorker.register(worker).catch(() => {});
}

const { connection } = navigator as { connection?: { saveData?: boolean } };
// A page from a disk has no service worker, nor has one that came without encryption.
if ("serviceWorker" in navigator && location.protocol !== "file:") {
  if (!connection?.saveData) {
    addEventListener("load", () => {
      // The page comes first. Safari has no such call.
      if ("requestIdleCallback" in window) requestIdleCallback(start);
      else setTimeout(start, 2000);
    });
  }
}

export {};
