import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { ContextPart } from './context-part.ts';

/** What pnpm needs to install the locked packages. */
const MANIFESTS = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];

/**
 * The packages that the services run with, as plain folders: without those of development, and without the optional
 * ones, which only the harness needs.
 *
 * @param root the project's folder
 */
export function productionModules(root: string, to: string): ContextPart {
  return {
    to,
    fingerprint: () => readFile(join(root, 'pnpm-lock.yaml'), 'utf8'),
    place: async (path) => {
      const folder = `${path}.install`;
      await mkdir(folder);
      await Promise.all(MANIFESTS.map((name) => cp(join(root, name), join(folder, name))));
      await execa(
        'pnpm',
        [
          ...[
            'install',
            '--prod',
            '--no-optional',
            '--frozen-lockfile',
            '--ignore-scripts',
            '--prefer-offline',
          ],
          '--config.node-linker=hoisted',
        ],
        { cwd: folder, env: { CI: 'true' } },
      );
      await cp(join(folder, 'node_modules'), path, {
        recursive: true,
        filter: (source) => !isForPeople(source),
      });
    },
  };
}

/** What people and their tools read, and no program: types, source maps, prose, tests. Half of all files. */
const FOR_PEOPLE = [
  /\.[cm]?ts$|\.map$|\.md$/,
  /node_modules\/(@[^/]+\/)?[^/@]+\/(tests?|benchmarks?|docs?|examples?)$/,
  /node_modules\/(@types|\.bin|\.pnpm|\.modules\.yaml|\.pnpm-workspace-state[^/]*)$/,
];

function isForPeople(path: string): boolean {
  return FOR_PEOPLE.some((pattern) => pattern.test(path));
}
