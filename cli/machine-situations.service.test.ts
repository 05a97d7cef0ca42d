import { chmod, chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { createTempFolder } from '../lib/testing/temp-folder.ts';

/** The command line with the real scenarios. */
const CLI = join(import.meta.dirname, 'testing/machine-cli.ts');
const CLIP = join(import.meta.dirname, '../fixtures/10s-counting-english');
const IS_ROOT = process.geteuid?.() === 0;
/** A user without rights: root ignores the modes of files. */
const OTHER_USER = 65_534;
/** Runs a command as a user for whom modes apply. Reads what root may, as the project may lie in a folder of root. */
const AS_USER = IS_ROOT
  ? [
      ...['setpriv', `--reuid=${OTHER_USER}`, `--regid=${OTHER_USER}`, '--clear-groups'],
      ...['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'],
    ]
  : [];
/** Runs a command as the owner of the files, for whom their modes apply. */
const AS_OWNER = IS_ROOT ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];
/** Processes are counted anew in a user namespace. */
const COUNTED_ANEW = ['unshare', '--user', '--map-current-user'];
/** May mount file systems that nothing else sees. */
const WITH_MOUNTS = ['unshare', '--user', '--map-root-user', '--mount'];

interface Machine {
  readonly folder: string;
  readonly runsFolder: string;
}

interface Situation {
  /** Prepares what the run finds. Returns what replaces the defaults. */
  prepare(machine: Machine): Promise<Partial<Attempt> | undefined>;
  readonly exitCode: 2 | 3;
  /** The one line on stderr. */
  readonly line: RegExp;
}

interface Attempt {
  readonly runsFolder: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Shell commands before the run: limits and mounts. */
  readonly before: string;
  /** The command that runs the shell. */
  readonly within: readonly string[];
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  'a runs folder that this user may only read': {
    prepare: async ({ runsFolder }) => {
      await chmod(runsFolder, 0o555);
      return undefined;
    },
    exitCode: 3,
    line: /^error: The runs folder cannot be written: mkdtemp .*: permission denied; give this user access/,
  },
  'a runs folder that cannot be created': {
    prepare: async ({ runsFolder }) => {
      await chmod(runsFolder, 0o555);
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
    prepare: async ({ runsFolder }) => small(runsFolder, 'size=100m,ro'),
    exitCode: 3,
    line: /^error: The runs folder cannot be written: mkdtemp .*: the file system is read-only; /,
  },
  'a full disk': {
    prepare: async ({ runsFolder }) => small(runsFolder, 'size=1m,mode=777'),
    exitCode: 3,
    line: /^error: The disk of .* has 1 MB left, and a run needs 50 MB: free some space on it\./,
  },
  'a disk without records for files': {
    prepare: async ({ runsFolder }) => small(runsFolder, 'size=100m,mode=777,nr_inodes=20'),
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
    prepare: async () => ({ before: 'ulimit -n 64' }),
    exitCode: 3,
    line: /^error: A process may have 64 files open, and a run needs 256: raise the limit, as with ulimit -n 4096\./,
  },
  'few processes': {
    prepare: async () => ({ before: 'ulimit -u 200', within: [...AS_USER, ...COUNTED_ANEW] }),
    exitCode: 3,
    line: /^error: This user may have 200 processes and threads, and a run needs 256: /,
  },
  'a clip that cannot be read': {
    prepare: async ({ folder }) => {
      for (const end of ['.mp4', '.manifest.json'])
        await copyFile(`${CLIP}${end}`, join(folder, `clip${end}`));
      await chmod(join(folder, 'clip.mp4'), 0);
      return { args: ['quick', '--fixture', join(folder, 'clip.mp4')], within: AS_OWNER };
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

/** The runs folder on a file system of its own. */
function small(folder: string, options: string): Partial<Attempt> {
  return { before: `mount -t tmpfs -o ${options} tmpfs '${folder}'`, within: WITH_MOUNTS };
}

async function attempt({ prepare }: Situation) {
  const temporary = await createTempFolder();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  const folder = temporary.path;
  const runsFolder = join(folder, 'runs');
  await mkdir(runsFolder);
  const changed = (await prepare({ folder, runsFolder })) ?? {};
  const { args = ['preflight'], env = {}, before = ':', within = AS_USER } = changed;
  const isOwner = within === AS_OWNER || within === WITH_MOUNTS;
  if (IS_ROOT && !isOwner) for (const each of [folder, runsFolder]) await chown(each, OTHER_USER, OTHER_USER);
  const [program = '', ...rest] = [...within, 'bash', '--norc', '-c', `${before} && exec "$0" "$@"`];
  return await execa(program, [...rest, process.execPath, CLI, 'scenario', ...args], {
    cwd: '/',
    extendEnv: false,
    env: { PATH: process.env.PATH ?? '', RUNS_FOLDER: changed.runsFolder ?? runsFolder, ...env },
    reject: false,
  });
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
