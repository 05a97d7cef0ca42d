import { chmod, chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { createTempFolder } from '../lib/testing/temp-folder.ts';

/** The command line with the real scenarios. */
const CLI = join(import.meta.dirname, 'testing/machine-cli.ts');
const CLIP = join(import.meta.dirname, '../fixtures/10s-counting-english');
/** A user without rights: root ignores the modes of files. */
const OTHER_USER = 65_534;
/** May read what root may, as the project may lie in a folder of root, but not write it. */
const AS_OTHER_USER = [
  ...[`--reuid=${OTHER_USER}`, `--regid=${OTHER_USER}`, '--clear-groups'],
  ...['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'],
];
/** Root, for whom the modes of files apply. */
const WITHOUT_CAPABILITIES = ['--bounding-set=-all', '--inh-caps=-all'];

interface Machine {
  /** Belongs to the user who runs the command. */
  readonly folder: string;
  readonly runsFolder: string;
}

interface Situation {
  /** What the run finds, prepared by root. Returns what replaces the defaults. */
  prepare(machine: Machine): Promise<Partial<Attempt> | undefined>;
  readonly exitCode: 2 | 3;
  /** The one line on stderr. */
  readonly line: RegExp;
}

interface Attempt {
  readonly runsFolder: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Commands before `exec`, for limits. */
  readonly limits: string;
  /** Options of `setpriv`. */
  readonly user: readonly string[];
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  'a runs folder of another user': {
    prepare: async ({ runsFolder }) => {
      await chown(runsFolder, 0, 0);
      await chmod(runsFolder, 0o755);
      return undefined;
    },
    exitCode: 3,
    line: /^error: The runs folder cannot be written: mkdtemp .*: permission denied; give this user access/,
  },
  'a runs folder that cannot be created': {
    prepare: async ({ runsFolder }) => {
      await chown(runsFolder, 0, 0);
      await chmod(runsFolder, 0o755);
      return { runsFolder: join(runsFolder, 'below') };
    },
    exitCode: 3,
    line: /^error: mkdir .*below: permission denied; /,
  },
  'a runs folder that is a file': {
    prepare: async ({ folder }) => {
      await writeFile(join(folder, 'file'), '');
      return { runsFolder: join(folder, 'file') };
    },
    exitCode: 3,
    line: /^error: mkdir .*file: a file has the name of the folder; /,
  },
  'a runs folder below a file': {
    prepare: async ({ folder }) => {
      await writeFile(join(folder, 'file'), '');
      return { runsFolder: join(folder, 'file/runs') };
    },
    exitCode: 3,
    line: /^error: mkdir .*runs: a part of the path is not a folder; /,
  },
  'a read-only file system': {
    prepare: async ({ runsFolder }) => {
      await mountSmall(runsFolder, 'size=100m,ro');
      return undefined;
    },
    exitCode: 3,
    line: /^error: The runs folder cannot be written: mkdtemp .*: the file system is read-only; /,
  },
  'a full disk': {
    prepare: async ({ runsFolder }) => {
      await mountSmall(runsFolder, 'size=1m,mode=777');
      return undefined;
    },
    exitCode: 3,
    line: /^error: The disk of .* has 1 MB left, and a run needs 50 MB: free some space on it\./,
  },
  'a disk without records for files': {
    prepare: async ({ runsFolder }) => {
      await mountSmall(runsFolder, 'size=100m,mode=777,nr_inodes=20');
      return undefined;
    },
    exitCode: 3,
    line: /^error: The disk of .* can hold \d+ more files, and a run needs 100: /,
  },
  'temporary files that cannot be written': {
    prepare: async ({ folder }) => {
      await mkdir(join(folder, 'tmp'), { mode: 0o555 });
      return { env: { TMPDIR: join(folder, 'tmp') } };
    },
    exitCode: 3,
    line: /^error: The folder for temporary files \(TMPDIR\) cannot be written: mkdtemp .*: permission denied; /,
  },
  'temporary files in a folder that does not exist': {
    prepare: async ({ folder }) => ({ env: { TMPDIR: join(folder, 'absent') } }),
    exitCode: 3,
    line: /^error: The folder for temporary files \(TMPDIR\) cannot be written: it does not exist; create it\./,
  },
  'few open files': {
    prepare: async () => ({ limits: 'ulimit -n 64' }),
    exitCode: 3,
    line: /^error: A process may have 64 files open, and a run needs 256: raise the limit, as with ulimit -n 4096\./,
  },
  'few processes': {
    prepare: async () => ({ limits: 'ulimit -u 200' }),
    exitCode: 3,
    line: /^error: This user may have 200 processes and threads, and a run needs 256: /,
  },
  'a clip that cannot be read': {
    prepare: async ({ folder, runsFolder }) => {
      for (const end of ['.mp4', '.manifest.json'])
        await copyFile(`${CLIP}${end}`, join(folder, `clip${end}`));
      await chown(join(folder, 'clip.mp4'), OTHER_USER, OTHER_USER);
      await chmod(join(folder, 'clip.mp4'), 0o600);
      for (const each of [folder, runsFolder]) await chown(each, 0, 0);
      return { args: ['quick', '--fixture', join(folder, 'clip.mp4')], user: WITHOUT_CAPABILITIES };
    },
    exitCode: 3,
    line: /^error: Cannot read the clip .*clip\.mp4: .*permission denied.* Make it readable for this user\./,
  },
  'an option that does not exist': {
    prepare: async () => ({ args: ['preflight', '--no-such-option'] }),
    exitCode: 2,
    line: /^error: unknown option '--no-such-option'/,
  },
};

/** Mounts a small file system, which is removed after the test. */
async function mountSmall(folder: string, options: string): Promise<void> {
  await execa('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  onTestFinished(async () => {
    await execa('umount', [folder]);
  });
}

async function attempt({ prepare }: Situation) {
  const temporary = await createTempFolder();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  const folder = temporary.path;
  const runsFolder = join(folder, 'runs');
  await mkdir(runsFolder);
  for (const each of [folder, runsFolder]) await chown(each, OTHER_USER, OTHER_USER);
  const changed = (await prepare({ folder, runsFolder })) ?? {};
  const { args = ['preflight'], env = {}, limits = ':', user = AS_OTHER_USER } = changed;
  const command = `${limits}; exec "$0" "$@"`;
  return await execa(
    'setpriv',
    [...[...user, 'bash', '--norc', '-c', command], ...[process.execPath, CLI, 'scenario', ...args]],
    {
      cwd: '/',
      extendEnv: false,
      env: { PATH: process.env.PATH ?? '', RUNS_FOLDER: changed.runsFolder ?? runsFolder, ...env },
      reject: false,
    },
  );
}

test.each(Object.keys(SITUATIONS))('%s: the exit code and one line', async (name) => {
  const situation = SITUATIONS[name];
  if (situation === undefined) throw new Error(name);
  const { exitCode, stdout, stderr } = await attempt(situation);
  expect({ exitCode, stdout }).toEqual({ exitCode: situation.exitCode, stdout: '' });
  expect(stderr).toMatch(situation.line);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a user without a home folder can list the scenarios', async () => {
  const { exitCode, stderr } = await attempt({
    prepare: async () => ({ args: ['list'], env: { HOME: '/nonexistent' } }),
    exitCode: 3,
    line: /^/,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
