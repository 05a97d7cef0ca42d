import type { OutputStream } from './terminal.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_MS = 100;
const ERASE_LINE = '\r\u001b[2K';
/** The terminal truncates the line, because character widths depend on the terminal. */
const [NO_WRAP, WRAP] = ['\u001b[?7l', '\u001b[?7h'];

/** The last line of a terminal, redrawn while something is in progress. */
export class LiveLine {
  readonly #stream: OutputStream;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;
  #text: () => string = () => '';

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  /** Shows the current result of `text` until {@link stop}. Does not keep the process alive. */
  start(text: () => string): void {
    this.#text = text;
    this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS).unref();
    this.#draw();
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stream.write(ERASE_LINE);
  }

  /** Writes lines above the live line. */
  above(text: string): void {
    if (this.#timer === undefined) {
      this.#stream.write(text);
    } else {
      this.#stream.write(ERASE_LINE + text);
      this.#draw();
    }
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % FRAMES.length;
    this.#stream.write(`${ERASE_LINE}${NO_WRAP}${FRAMES[this.#frame]} ${this.#text()}${WRAP}`);
  }
}
