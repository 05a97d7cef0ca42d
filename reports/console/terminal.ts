import { styleText } from 'node:util';

/** What a console report is written to. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type Style = Parameters<typeof styleText>[0];
/** Puts a style around text, or leaves it alone where there are no colours. */
export type Paint = (style: Style, text: string) => string;

/**
 * Whether the stream shows colours and lines that change. Not without a terminal, on a dumb one, or when
 * `NO_COLOR` holds anything (https://no-color.org).
 */
export function isLively(stream: OutputStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && (env.NO_COLOR ?? '') === '';
}

export const colours: Paint = (style, text) => styleText(style, text, { validateStream: false });
export const noColours: Paint = (_, text) => text;
