import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const FOLDERS = '{cli,docs,fixtures,harness,lib,reports,scenarios,services,tests,tools}';
/** Written by runs and builds. */
const GENERATED = /^reports\/(runs|bench|faults|index\.html)/;

async function filesOf(pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: root })) files.push(file);
  return files;
}

const [pages, sources] = await Promise.all([
  filesOf('{*.md,docs/**/*.md}'),
  filesOf(`${FOLDERS}/**/*.{ts,js,json,yml,xsd,Dockerfile}`),
]);

/** A path from the root, or the end of one that names a source file: `output/audio-pacer.ts`. */
function leadsSomewhere(path: string): boolean {
  if (existsSync(join(root, path)) || GENERATED.test(path)) return true;
  if (/^docs\/decisions\/\d{4}$/.test(path)) return true;
  return sources.some((source) => source.endsWith(`/${path}`));
}

test.each(pages)('every path and link in %s leads to a file', async (page) => {
  const text = await readFile(join(root, page), 'utf8');
  const paths = [...text.matchAll(/`([a-z][\w.-]*\/[\w./-]*)`/g)]
    .map(([, path = '']) => path)
    .filter(
      (path) =>
        /\.(ts|js|json|xsd|Dockerfile)$/.test(path) || existsSync(join(root, `${path.split('/')[0]}/`)),
    );
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
  expect({
    paths: paths.filter((path) => !leadsSomewhere(path)),
    links: links.filter((link) => !existsSync(join(root, dirname(page), link))),
  }).toEqual({ paths: [], links: [] });
});
