import { StringDecoder } from 'node:string_decoder';

const MAX_LINE_LENGTH = 64 * 1024;

/**
 * Splits the output of a process into lines. Empty lines are dropped; a line is cut above 64 Ki characters, so that
 * memory stays bounded.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.#onLine(line);
    if (this.#rest.length > MAX_LINE_LENGTH) this.end();
  }

  /** Emits the text after the last line end. */
  end(): void {
    const line = this.#rest;
    this.#rest = '';
    if (line !== '') this.#onLine(line);
  }
}
