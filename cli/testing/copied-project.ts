import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');
const SHARED = ['cli', 'harness', 'lib', 'services', 'fixtures', 'reports', 'node_modules', 'package.json'];

const MAIN = `
import { runAsProcess } from './cli/process.ts';
import { scenarios } from './scenarios/index.ts';
import { TAGS } from './scenarios/tags.ts';

await runAsProcess({
  scenarios,
  tags: TAGS,
  scenariosFolder: import.meta.dirname + '/scenarios',
  runsFolder: import.meta.dirname + '/runs',
});
`;

/** This project with a writable copy of its scenarios; everything else is linked to the original. */
export class CopiedProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Creates a copy that is removed after the running test. */
  static async make(): Promise<CopiedProject> {
    const folder = await mkdtemp(join(tmpdir(), 'project-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await cp(join(PROJECT, 'scenarios'), join(folder, 'scenarios'), { recursive: true });
    for (const name of SHARED) await symlink(join(PROJECT, name), join(folder, name));
    await writeFile(join(folder, 'main.ts'), MAIN);
    return new CopiedProject(folder);
  }

  /** Runs its command line. */
  async cli(...args: readonly string[]): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
    return await this.#run(process.execPath, ['main.ts', ...args]);
  }

  /** The output of the type checker for its scenarios; empty without errors. */
  async typeErrors(): Promise<string> {
    const config = {
      extends: join(PROJECT, 'tsconfig.json'),
      include: ['scenarios', join(PROJECT, 'harness/**/*.d.ts')],
    };
    await writeFile(join(this.folder, 'tsconfig.json'), JSON.stringify(config));
    return (await this.#run(join(PROJECT, 'node_modules/.bin/tsc'), [])).stdout;
  }

  /** The output of the formatter and the linter for its scenarios; empty without errors. */
  async styleErrors(): Promise<string> {
    const ended = await this.#run(join(PROJECT, 'node_modules/.bin/biome'), [
      ...['ci', '--vcs-enabled=false', `--config-path=${join(PROJECT, 'biome.json')}`, 'scenarios'],
    ]);
    return ended.exitCode === 0 ? '' : ended.stdout + ended.stderr;
  }

  async #run(
    file: string,
    args: readonly string[],
  ): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
    const { exitCode, stdout, stderr } = await execa(file, [...args], {
      cwd: this.folder,
      env: { NO_COLOR: '1' },
      reject: false,
    });
    return { ...(exitCode !== undefined && { exitCode }), stdout, stderr };
  }
}
