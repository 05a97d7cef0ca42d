import { HarnessError } from '../engine/index.ts';

/** A line that is not Prometheus text. */
export class MetricsSyntaxError extends HarnessError {
  /** Counts from 1. */
  readonly line: number;
  /** The line itself, at most 200 characters of it. */
  readonly text: string;

  constructor(line: number, text: string, what: string) {
    const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
    super(`line ${line}: ${what}: ${shown}`, { code: 'METRICS_SYNTAX', fault: 'PRODUCT' });
    this.line = line;
    this.text = shown;
  }
}

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const WORD = /[^ \t]+/y;
const BLANKS = /[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/** Reads one line of Prometheus text from left to right. */
export class LineReader {
  readonly #line: string;
  readonly #number: number;
  #at = 0;

  /** @param number the line's number, from 1 */
  constructor(line: string, number: number) {
    this.#line = line;
    this.#number = number;
  }

  atEnd(): boolean {
    return this.#at >= this.#line.length;
  }

  peek(): string {
    return this.#line.charAt(this.#at);
  }

  skipBlanks(): void {
    this.#match(BLANKS);
  }

  /** Takes `character` when it comes next. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) throw this.error(`"${character}" expected`);
  }

  expectEnd(): void {
    this.skipBlanks();
    if (!this.atEnd()) throw this.error('nothing more expected');
  }

  /** Characters up to the next blank; empty at the end. */
  word(): string {
    return this.#match(WORD)?.[0] ?? '';
  }

  metricName(): string {
    return this.#demand(METRIC_NAME, 'a metric name')[0];
  }

  labelName(): string {
    return this.#demand(LABEL_NAME, 'a label name')[0];
  }

  /** A label's value: in quotes, with `\\`, `\"` and `\n` escaped. */
  quoted(): string {
    const match = this.#demand(QUOTED, 'a label value in quotes');
    return this.#unescape(match[1] ?? '', /\\(.)/g, { '\\': '\\', n: '\n', '"': '"' });
  }

  /** The rest of a HELP line, where only `\\` and `\n` are escaped. */
  unescapedRest(): string {
    const rest = this.#line.slice(this.#at);
    this.#at = this.#line.length;
    return this.#unescape(rest, /\\(.?)/g, { '\\': '\\', n: '\n' });
  }

  error(what: string): MetricsSyntaxError {
    return new MetricsSyntaxError(this.#number, this.#line, `${what} at column ${this.#at + 1}`);
  }

  #unescape(text: string, escapes: RegExp, meaning: Readonly<Record<string, string>>): string {
    return text.replace(escapes, (sequence, character: string) => {
      const plain = meaning[character];
      if (plain === undefined) throw this.error(`"${sequence}" is no escape sequence before this`);
      return plain;
    });
  }

  #demand(pattern: RegExp, what: string): RegExpExecArray {
    const match = this.#match(pattern);
    if (match === null) throw this.error(`${what} expected`);
    return match;
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.#line);
    if (match !== null) this.#at = sticky.lastIndex;
    return match;
  }
}
