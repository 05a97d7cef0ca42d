import type { OutputStream } from './terminal.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const EVERY_MS = 100;
const ERASE_LINE = '\r\u001b[2K';
/** Text that is too wide is cut by the terminal, which knows the width of each character. */
const [NO_WRAP, WRAP] = ['\u001b[?7l', '\u001b[?7h'];

/** The last line of a terminal, drawn again and again while something is under way. */
export class LiveLine {
  readonly #stream: OutputStream;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;
  #text: () => string = () => '';

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  /** Shows what `text` says until {@link stop}. Does not keep the process alive. */
  start(text: () => string): void {
    this.#text = text;
    this.#timer ??= setInterval(() => this.#draw(), EVERY_MS).unref();
    this.#draw();
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stream.write(ERASE_LINE);
  }

  /** Writes lines above the live one. */
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
