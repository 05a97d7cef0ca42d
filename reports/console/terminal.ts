import * as util from 'node:util';

/** The destination of console output. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type Style = Parameters<typeof util.styleText>[0];
/** Applies a style to text, or returns the text unchanged without colours. */
export type Paint = (style: Style, text: string) => string;

/**
 * Whether the stream supports colours and lines that are redrawn: a terminal other than a dumb one, without `NO_COLOR`
 * (https://no-color.org).
 */
export function isInteractive(stream: OutputStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && (env.NO_COLOR ?? '') === '';
}

export const colours: Paint = (style, text) => util.styleText(style, text, { validateStream: false });
export const noColours: Paint = (_, text) => text;
