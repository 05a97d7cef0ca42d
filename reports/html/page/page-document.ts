import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, type Markup, trusted } from '../markup.ts';
import { PAGE_STYLE } from '../page-style.ts';

const ASSETS = join(import.meta.dirname, '..', 'assets');

/** A page of the report. */
export interface PageDocument {
  readonly title: string;
  readonly header: Markup;
  /** Its main part. */
  readonly body: Markup;
  /** Names of scripts in `assets/`. */
  readonly scripts: readonly string[];
  /** Whether sound and pictures may be `data:` URLs. */
  readonly withInlinedFiles: boolean;
  /** Whether its scripts may ask the server that it came from. */
  readonly connects?: boolean;
}

/** A whole page, with its style and its scripts inside. Only those act, whatever the run's data may hold. */
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
