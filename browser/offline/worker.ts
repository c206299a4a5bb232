/**
 * The service worker: it keeps the site for when there is no network.
 *
 * All files of one build are kept together, in a cache that has the build's digest as
 * its name; each is compared with its own digest as it arrives, so that a cache never
 * holds files of two builds. A new build is fetched beside the old one. From then on
 * every page that is opened is of the new build, and a page that is open goes on with
 * the files of the build that it came from, until it is closed.
 *
 * The runtime is big and not everybody runs something: its files are kept when they
 * are first used, in a cache of their own, because their names change with their content.
 */

/** Paths of the build's files below the site's root, with their SHA-256 in Base64. */
declare const FILES: Record<string, string>;
/** The digest of them all. */
declare const BUILD: string;
/** Paths of files that are kept at their first use. */
declare const USED: string[];

/** What of the worker's global scope is needed; the page's types have none of it. */
interface Scope {
  registration: { scope: string };
  clients: {
    claim(): Promise<void>;
    matchAll(options: object): Promise<{ id: string }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (event: Happening) => void): void;
}

/** An event of a service worker. */
interface Happening extends Event {
  request: Request;
  clientId: string;
  resultingClientId: string;
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}

const scope = self as unknown as Scope;
const PREFIX = "build ";
const OWN = PREFIX + BUILD;
const RUNTIME = "runtime";
/** Which build each open page is of: its name, at an address with the page's id. */
const PAGES = "pages";
/** The digests of a build's files, among them. */
const LIST = "files.json";
/** Requests at a time, so that the page's own are not kept waiting. */
const AT_A_TIME = 4;

function address(path: string): string {
  return new URL(path, scope.registration.scope).href;
}

/** The path below the site's root, or nothing if an address is not of the site. */
function pathOf(url: URL): string | null {
  const root = new URL(scope.registration.scope);
  const inside = url.origin === root.origin && url.pathname.startsWith(root.pathname);
  return inside ? url.pathname.slice(root.pathname.length) : null;
}

/** The names of all builds that are kept, without this one. */
async function others(): Promise<string[]> {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== OWN);
}

/** What a navigation can take: the answer of a host that redirects is refused there. */
async function plain(answer: Response): Promise<Response> {
  if (!answer.redirected) return answer;
  const { status, headers } = answer;
  return new Response(await answer.blob(), { status, headers });
}

/** Gives a file of the build: that of another build if it is the same, else fetched. */
async function get(path: string, digest: string, kept: Kept[]): Promise<Response> {
  for (const { cache, files } of kept) {
    const same = files[path] === digest && (await cache.match(address(path)));
    if (same) return same;
  }
  const integrity = `sha256-${digest}`;
  const answer = await fetch(address(path), { integrity, cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return plain(answer);
}

/** A build that is kept. */
interface Kept {
  cache: Cache;
  files: Record<string, string>;
}

async function read(name: string): Promise<Kept> {
  const cache = await caches.open(name);
  const list = await cache.match(address(LIST));
  return { cache, files: list ? await list.json() : {} };
}

/** Keep all of the build, or nothing: the browser tries again at the next visit. */
async function install(): Promise<void> {
  const kept = await Promise.all((await others()).map(read));
  const cache = await caches.open(OWN);
  const waiting = Object.entries(FILES);
  const fill = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [path, digest] = next;
      await cache.put(address(path), await get(path, digest, kept));
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, fill));
  } catch (error) {
    waiting.length = 0;
    await caches.delete(OWN);
    throw error;
  }
  await cache.put(address(LIST), Response.json(FILES));
  await scope.skipWaiting();
}

/** The build that an open page is of. */
async function buildOf(id: string): Promise<string | undefined> {
  const pages = await caches.open(PAGES);
  return (await pages.match(address(id)))?.text();
}

async function note(id: string, build: string): Promise<void> {
  const pages = await caches.open(PAGES);
  await pages.put(address(id), new Response(build));
}

/** The ids of all open pages. */
async function open(): Promise<string[]> {
  const clients = await scope.clients.matchAll({ includeUncontrolled: true });
  return clients.map(({ id }) => id);
}

/** Forget those builds that no open page is of. */
async function forget(builds: string[]): Promise<void> {
  if (builds.length === 0) return;
  const needed = new Set(await Promise.all((await open()).map(buildOf)));
  for (const name of builds) if (!needed.has(name)) await caches.delete(name);
}

/** Take over the pages that are open, and forget what none of them needs. */
async function activate(): Promise<void> {
  const before = await others();
  const ids = await open();
  // A page that no build is noted of came from the network: it is as old as the
  // newest build that was kept then.
  const newest = before.at(-1) ?? OWN;
  for (const id of ids) await note(id, (await buildOf(id)) ?? newest);
  await scope.clients.claim();
  await forget(before);
  await keepOnly(PAGES, ids);
  await keepOnly(RUNTIME, USED);
}

/** Forget all that is in a cache but what is at some paths. */
async function keepOnly(name: string, paths: string[]): Promise<void> {
  const cache = await caches.open(name);
  const kept = new Set(paths.map(address));
  for (const { url } of await cache.keys()) if (!kept.has(url)) await cache.delete(url);
}

/** Forget older builds, once their last page is closed; a newer one may be arriving. */
async function tidy(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await forget(names.slice(0, Math.max(names.indexOf(OWN), 0)));
}

/** The file that a host sends for a path: also without `.html`, as some like it. */
function fileOf(path: string): string | undefined {
  const names = [path, `${path}.html`];
  if (path === "" || path.endsWith("/")) names.push(`${path}index.html`);
  return names.find((name) => name in FILES);
}

/** Opens a page of this build; any other address is the network's. */
async function page(event: Happening, path: string): Promise<Response> {
  event.waitUntil(note(event.resultingClientId, OWN).then(tidy));
  const file = fileOf(path);
  const cache = await caches.open(OWN);
  const kept = file && (await cache.match(address(file)));
  if (kept) return kept;
  try {
    return await fetch(event.request);
  } catch (error) {
    const missing = await cache.match(address("404.html"));
    if (!missing) throw error;
    return new Response(missing.body, { status: 404, headers: missing.headers });
  }
}

/** Gives a file to a page: that of the page's own build. */
async function file(event: Happening, path: string): Promise<Response> {
  const own = (event.clientId && (await buildOf(event.clientId))) || OWN;
  const cache = await caches.open(own);
  const kept = await cache.match(address(path));
  if (kept) return kept;
  if (!USED.includes(path)) return fetch(event.request);
  const runtime = await caches.open(RUNTIME);
  const used = await runtime.match(address(path));
  if (used) return used;
  const answer = await fetch(event.request);
  if (answer.ok) await runtime.put(address(path), answer.clone());
  return answer;
}

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(new URL(request.url));
  // What is asked for afresh is not to be trusted where it is kept.
  const afresh = request.cache === "reload" || request.url.includes("?again=");
  if (path === null || request.method !== "GET" || afresh) return;
  if (request.mode === "navigate") event.respondWith(page(event, path));
  else event.respondWith(file(event, path));
});
