import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, type Markup, trusted } from '../markup.ts';

const ASSETS = join(import.meta.dirname, '..', 'assets');

/** In this order: later sheets override earlier ones. */
const SHEETS = [
  'base',
  'header',
  'diagnosis',
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

/** The style of all pages: the reader's colour scheme, nothing from the network. */
const PAGE_STYLE = SHEETS.map((name) => asset(`${name}.css`)).join('');

/** A page of the report. */
export interface PageDocument {
  readonly title: string;
  readonly header: Markup;
  /** Its main part. */
  readonly body: Markup;
  /** Names of scripts in `assets/`. */
  readonly scripts: readonly string[];
  /** Whether media and images may be `data:` URLs. */
  readonly withInlinedFiles: boolean;
  /** Whether its scripts may connect to the server of the page. */
  readonly connects?: boolean;
}

/** A complete page with its style and scripts. Its content security policy allows no others. */
export function documentOf(page: PageDocument): string {
  const { title, header, body, scripts, withInlinedFiles, connects = false } = page;
  const script = scripts.map((name) => `{\n${asset(`${name}.js`)}}\n`).join('');
  const media = `'self' file:${withInlinedFiles ? ' data:' : ''}`;
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(PAGE_STYLE)}'`,
    `script-src '${hashOf(script)}'`,
    `img-src ${media}`,
    `media-src ${media}`,
    ...(connects ? ["connect-src 'self'"] : []),
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<title>${title}</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
${header}
<main>
${body}
</main>
${
  script !== '' &&
  html`<script>${trusted(script)}</script>
`
}</body>
</html>
`.text;
}

function asset(name: string): string {
  return readFileSync(join(ASSETS, name), 'utf8');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/**
 * Data for the scripts of the page, in a `template`, which is not displayed. Characters that could start an element or
 * an entity are written as JSON escapes.
 */
export function embeddedJson(id: string, data: unknown): Markup {
  const text = JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('&', '\\u0026');
  return trusted(`<template id="${id}">${text}</template>`);
}
