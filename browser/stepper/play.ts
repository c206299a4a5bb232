/** Plays a run in its own rhythm. */

/** What is played. */
export interface Played {
  /** When a step begins, in ns; undefined if it is not at hand yet. */
  at(step: number): number | undefined;
  /** Show a step; one that does not exist changes nothing. */
  go(step: number): void;
  /** Move the playhead from a step towards the next; false if they are apart. */
  move(step: number, share: number): boolean;
  /** Called when playing ends, by itself or not. */
  ended(): void;
}

// Milliseconds.
const TURN = 350; // a step after which no time passes
const SHORT = 400; // the shortest gap
const LONG = 1200; // the longest
const STILL = 900; // any step, for readers who want nothing to move

/** A timer that goes from step to step. */
export class Play {
  /** Whether it is playing. */
  on = false;
  private timer = 0;
  private frame = 0;
  private longest = 1; // gap, in ns

  constructor(private readonly played: Played) {}

  /** Play from the step after one. */
  start(step: number, last: number): void {
    for (let one = 1; one < last; one++) this.gap(one);
    this.on = true;
    this.next(step, last);
  }

  /** Stop playing. */
  pause(): void {
    if (!this.on) return;
    this.on = false;
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.played.ended();
  }

  /** How long it is from a step to the next, in ns. */
  private gap(step: number): number {
    const [from, to] = [this.played.at(step), this.played.at(step + 1)];
    const gap = from === undefined || to === undefined ? 0 : to - from;
    this.longest = Math.max(this.longest, gap);
    return gap;
  }

  private next(step: number, last: number): void {
    this.played.go(step + 1);
    if (step + 1 >= last) this.pause();
    if (!this.on) return;
    const gap = this.gap(step + 1);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const share = gap / this.longest;
    const time = gap ? SHORT + (LONG - SHORT) * share : TURN;
    this.timer = window.setTimeout(
      () => this.next(step + 1, last),
      still ? STILL : time,
    );
    if (gap && !still) this.glide(step + 1, time);
  }

  private glide(step: number, time: number): void {
    const start = performance.now();
    const move = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - start) / time));
      if (this.on && this.played.move(step, share) && share < 1) {
        this.frame = requestAnimationFrame(move);
      }
    };
    this.frame = requestAnimationFrame(move);
  }
}
