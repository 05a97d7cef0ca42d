import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In this order: the later ones have the last word. */
const SHEETS = [
  'base',
  'header',
  'steps',
  'checks',
  'failure',
  'flow',
  'fragments',
  'output',
  'metrics',
  'log',
  'overview',
  'matrix',
  'live',
  'narrow',
];

/** The looks of every page of the reports: the colours of the reader's system, nothing from the network. */
export const PAGE_STYLE = SHEETS.map((name) =>
  readFileSync(join(import.meta.dirname, 'assets', `${name}.css`), 'utf8'),
).join('');
