import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { ContextPart } from './context-part.ts';

/** The files that pnpm needs to install the locked packages. */
const MANIFESTS = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];

/**
 * The production packages as plain folders, without development packages and without optional ones, which only the
 * harness needs.
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
        filter: (source) => !isNotForRunTime(source),
      });
    },
  };
}

/** Files that are not needed at run time: types, source maps, documentation, tests. Half of all files. */
const NOT_FOR_RUN_TIME = [
  /\.[cm]?ts$|\.map$|\.md$/,
  /node_modules\/(@[^/]+\/)?[^/@]+\/(tests?|benchmarks?|docs?|examples?)$/,
  /node_modules\/(@types|\.bin|\.pnpm|\.modules\.yaml|\.pnpm-workspace-state[^/]*)$/,
];

function isNotForRunTime(path: string): boolean {
  return NOT_FOR_RUN_TIME.some((pattern) => pattern.test(path));
}
