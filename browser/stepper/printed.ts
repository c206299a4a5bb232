/** Marks the lines that a step prints, and its row of the table. */

/** What a run printed, in one or more blocks. */
export class Printed {
  private readonly rows: { number: number; row: HTMLElement }[][] = [];
  private readonly table = new Map<number, HTMLElement>();
  private now: Element[] = [];
  private shown = Number.POSITIVE_INFINITY;

  /** @param run - What shows the run; its rows of output have `data-k`. */
  constructor(run: HTMLElement) {
    for (const block of run.querySelectorAll(".example-output")) {
      const rows = [...block.querySelectorAll<HTMLElement>("[data-k]")];
      this.rows.push(rows.map((row) => ({ number: Number(row.dataset.k), row })));
    }
    for (const row of run.querySelectorAll<HTMLTableRowElement>(".tl-table tr")) {
      const number = Number(row.cells[0]?.textContent);
      if (number) this.table.set(number, row);
    }
  }

  /**
   * Mark a step's rows; those still to come stand back.
   *
   * @param lines - How many of the step's own rows are there already.
   */
  show(step: number, lines = Number.POSITIVE_INFINITY): void {
    for (const one of this.now) one.classList.remove("step-now", "step-last");
    const row = this.table.get(step);
    this.now = row ? [row] : [];
    const [low, high] = [Math.min(step, this.shown), Math.max(step, this.shown)];
    for (const rows of this.rows) {
      let last: HTMLElement | undefined;
      let more = false;
      let own = 0;
      for (const { number, row } of rows) {
        const later = number > step || (number === step && ++own > lines);
        if (number >= low && number <= high) row.classList.toggle("step-later", later);
        if (number === step && !later) this.now.push(row);
        if (!later && !more) last = row;
        more ||= later;
      }
      if (last && more) {
        last.classList.add("step-last");
        this.now.push(last);
      }
    }
    for (const one of this.now) {
      const k = one instanceof HTMLElement ? one.dataset.k : undefined;
      one.classList.toggle("step-now", k === undefined || Number(k) === step);
    }
    this.shown = step;
  }

  /** Take all marks away. */
  clear(): void {
    this.show(Number.POSITIVE_INFINITY);
  }
}
