/** A program: its files, and what the site has to load for it. */

/** A program of one or more files; the first is the one that runs. */
export interface Program {
  files: SourceFile[];
  /**
   * Names of packages that the site has to load for it, such as `aiohttp`. One that
   * a file imports is loaded as well, so a pasted program needs none here.
   */
  packages: string[];
  /** Whether it may go on for longer than is usual. */
  raised?: boolean;
}

export interface SourceFile {
  /** File name, such as `gather.py`. */
  name: string;
  text: string;
}

/** What a file may be called: a module that Python can import. */
export const FILE_NAME = /^[A-Za-z_]\w{0,60}\.py$/;
