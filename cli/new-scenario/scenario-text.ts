import { dirname, join, relative } from 'node:path';
import { UsageError } from '../usage.ts';

/** A scenario that another one is begun from. */
export interface ScenarioSource {
  readonly id: string;
  /** Absolute path of its file. */
  readonly path: string;
  readonly text: string;
}

const IMPORT = /^import [^;]*? from '([^']+)';\n/gm;
const HEAD = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\nexport const \w+ = |export const \w+ = /;

const OWN_STEP = `    // A step of its own: what was seen is read, then it is judged. Change it, or leave it out.
    {
      id: 'promptness',
      title: 'No fragment takes long',
      timeoutMs: 5000,
      async run(ctx) {
        const { list } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
        const tookMs = list.map(({ sentAtMs, processedAtMs }) => Math.round(processedAtMs - sentAtMs));
        ctx.check('slowest-fragment', { actual: Math.max(...tookMs), limit: { max: 8000 }, unit: 'ms' });
        return undefined;
      },
    },
`;

/**
 * The file of a new scenario: a copy of another one, with a step that shows how one is written.
 *
 * @param name of the constant that holds it
 * @param folder absolute path of the folder that it will lie in
 * @throws {UsageError} when the other one is not written as a table of steps
 */
export function scenarioText(source: ScenarioSource, id: string, name: string, folder: string): string {
  const { text } = source;
  const [headText] = HEAD.exec(text) ?? [];
  if (headText === undefined || !text.includes(`id: '${source.id}'`)) {
    throw new UsageError(`${source.path} cannot be copied: it is no table of steps. --from quick can`);
  }
  const hasFragments = text.includes('fragmentsProcessed(') && text.trimEnd().endsWith('  ],\n});');
  const imports = new Map([...text.matchAll(IMPORT)].map(([statement, path = '']) => [path, statement]));
  if (hasFragments) {
    const path = './evidence/dubbed-fragments.ts';
    imports.set(join(folder, path), `import { dubbedFragmentsSchema } from '${path}';\n`);
  }
  const head = `/** Begun as a copy of ${source.id}: say here what it proves. */\nexport const ${name} = `;
  const body = text
    .replaceAll(IMPORT, '')
    .replace(headText, () => head)
    .replace(`id: '${source.id}'`, `id: '${id}'`)
    .replace(/title: '[^']*'/, `title: '${id}, begun as a copy of ${source.id}'`)
    .replace(/ {2}\],\n\}\);\s*$/, (end) => (hasFragments ? OWN_STEP : '') + end);
  return sorted([...imports].map(([path, statement]) => moved(statement, path, source.path, folder))) + body;
}

/** The statement as it leads to the same file from another folder. */
function moved(statement: string, path: string, from: string, folder: string): string {
  if (!path.startsWith('.')) return statement;
  const there = relative(folder, join(dirname(from), path));
  return statement.replace(path, there.startsWith('.') ? there : `./${there}`);
}

/** Files of farther folders first, as the formatter has it. */
function sorted(statements: readonly string[]): string {
  const pathOf = (statement: string): string => / from '([^']+)'/.exec(statement)?.[1] ?? '';
  return statements.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1)).join('');
}
