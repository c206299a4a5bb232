import type { Program } from "../shared/program";
import type { Chunk, Handlers, Message, Request, Result } from "../shared/protocol";

/** File name of the worker's script, beside this one. */
declare const WORKER: string;

/** Python did not load; `file` is the one that is to blame. */
export class LoadError extends Error {
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file} ${reason}`);
  }
}

/** The run that is on its way. */
interface Job {
  on: Handlers;
  began: number;
  resolve(result: Result): void;
  reject(error: LoadError): void;
}

const NOTHING = {
  ...{ error: null, status: 0, serves: false, idles: false, programs: [] },
  ...{ recording: "", outputs: "", figure: "", table: "" },
};

/**
 * Runs programs in a worker; a page needs one of these.
 *
 * The worker is started, and Python loaded, by the first run.
 */
export class Runner {
  #worker: Worker | null = null;
  /** Has drawn the last run, and may be asked for parts of it. */
  #drawer: Worker | null = null;
  #job: Job | null = null;
  #chunks = new Map<number, ((chunk: Chunk | null) => void)[]>();
  /** The last load failed: what the browser keeps of it is not to be trusted. */
  #afresh = false;

  /**
   * Runs a program; one that still runs is stopped first.
   *
   * @param program - What to run.
   * @param on - Is told what happens meanwhile.
   * @returns How it ended; also for a program that fails, or is stopped.
   * @throws LoadError if Python did not load. The next call tries again.
   */
  run(program: Program, on: Handlers = {}): Promise<Result> {
    this.stop();
    if (this.#drawer !== this.#worker) this.#drawer?.terminate();
    this.#forgetChunks();
    this.#worker ??= this.#start();
    this.#drawer = this.#worker;
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#job = { on, began: performance.now(), resolve, reject };
      worker.postMessage({ type: "run", program } satisfies Request);
    });
  }

  /** Ends the program that runs, if there is one; its `run` resolves at once. */
  stop(): void {
    const job = this.#job;
    if (!job) return;
    this.#end();
    const took = performance.now() - job.began;
    job.resolve({ ended: "stopped", took, ...NOTHING });
  }

  /**
   * A part of the last run, which was a long one.
   *
   * @param number - Which chunk of the steps, from 0.
   * @throws RangeError if there is no such part.
   */
  chunk(number: number): Promise<Chunk> {
    return new Promise((resolve, reject) => {
      const answer = (chunk: Chunk | null) =>
        chunk ? resolve(chunk) : reject(new RangeError(`no part ${number}`));
      if (!this.#drawer || this.#job) {
        answer(null);
        return;
      }
      const waiting = this.#chunks.get(number);
      this.#chunks.set(number, [...(waiting ?? []), answer]);
      if (!waiting) {
        this.#drawer.postMessage({ type: "chunk", number } satisfies Request);
      }
    });
  }

  #start(): Worker {
    const url = new URL(WORKER, import.meta.url);
    const name = this.#afresh ? "afresh" : "";
    // Another address, as the answer to this one may be kept by the browser.
    if (this.#afresh) url.search = `again=${Date.now()}`;
    const worker = new Worker(url, { type: "module", name });
    worker.onmessage = ({ data }: MessageEvent<Message>) => this.#told(worker, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#broke(worker, event.message);
    };
    worker.onmessageerror = () => this.#broke(worker, "a message was lost");
    return worker;
  }

  #told(worker: Worker, message: Message): void {
    if (message.type === "chunk") {
      if (worker !== this.#drawer) return;
      const waiting = this.#chunks.get(message.number) ?? [];
      this.#chunks.delete(message.number);
      for (const answer of waiting) answer(message.chunk);
      return;
    }
    if (worker !== this.#worker) return;
    const job = this.#job;
    if (message.type === "failed") {
      this.#afresh = true;
      this.#end();
      job?.reject(new LoadError(message.file, message.reason));
      return;
    }
    if (!job) return; // A spare worker loads.
    if (message.type === "progress") job.on.progress?.(message.loaded, message.total);
    else if (message.type === "starting") job.on.starting?.();
    else if (message.type === "output") job.on.output?.(message.parts);
    else if (message.type === "running") {
      this.#afresh = false;
      job.began = performance.now();
      job.on.running?.();
    } else if (message.type === "done") {
      this.#job = null;
      // The old one stays for a while: it has the run that is now looked at.
      if (!message.clean) this.#worker = this.#start();
      job.resolve(message.result);
    }
  }

  /** The worker's script did not load, or failed in a way it could not tell. */
  #broke(worker: Worker, reason: string): void {
    if (worker !== this.#worker) {
      if (worker === this.#drawer) this.#forgetChunks();
      return;
    }
    const job = this.#job;
    this.#end();
    this.#afresh = true;
    job?.reject(new LoadError(WORKER, reason || "did not load"));
  }

  #end(): void {
    this.#worker?.terminate();
    if (this.#drawer !== this.#worker) this.#drawer?.terminate();
    this.#worker = this.#drawer = this.#job = null;
    this.#forgetChunks();
  }

  #forgetChunks(): void {
    const waiting = [...this.#chunks.values()].flat();
    this.#chunks.clear();
    for (const answer of waiting) answer(null);
  }
}
