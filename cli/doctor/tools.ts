import { access } from 'node:fs/promises';
import { execa } from 'execa';
import { findMediamtx } from '../../harness/environments/process/find-mediamtx.ts';
import { FFMPEG_OLDEST, isOlder } from '../../harness/environments/process/tools.ts';
import type { Finding } from './finding.ts';

/** A program, or a file that a program reads. */
interface Tool {
  readonly name: string;
  readonly purpose: string;
  /** How it is asked for its version; a path is only looked for. */
  readonly ask: readonly [command: string, ...args: string[]] | { readonly path: string };
  /** Finds the version in the answer; `untold` when the program does not say it. */
  readonly version?: RegExp | 'untold';
  /** The oldest that is known to work. */
  readonly oldest?: readonly [major: number, minor: number];
  /** Debian's package. */
  readonly package: string;
  /** Needed by every run; else by the tests or the fixtures only. */
  readonly needed: boolean;
}

const NUMBER = /(\d+)\.(\d+)[\w.-]*/;
const FFMPEG = {
  version: /(?<=version n?)(\d+)\.(\d+)[\w.-]*/,
  oldest: FFMPEG_OLDEST,
  package: 'ffmpeg',
  needed: true,
} as const;

const TOOLS: readonly Tool[] = [
  { name: 'ffmpeg', purpose: 'encodes and decodes', ask: ['ffmpeg', '-version'], ...FFMPEG },
  { name: 'ffprobe', purpose: 'measures', ask: ['ffprobe', '-version'], ...FFMPEG },
  {
    name: 'pocketsphinx',
    purpose: 'hears what is said',
    ask: ['pocketsphinx_continuous'],
    version: 'untold',
    package: 'pocketsphinx',
    needed: true,
  },
  {
    name: 'pocketsphinx-en-us',
    purpose: 'what English sounds like',
    ask: { path: '/usr/share/pocketsphinx/model/en-us/en-us' },
    package: 'pocketsphinx-en-us',
    needed: true,
  },
  { name: 'apertium', purpose: 'translates', ask: ['apertium', '-V'], package: 'apertium', needed: true },
  {
    name: 'apertium eng-spa',
    purpose: 'English to Spanish',
    ask: { path: '/usr/share/apertium/modes/eng-spa.mode' },
    package: 'apertium-eng-spa',
    needed: true,
  },
  {
    name: 'espeak-ng',
    purpose: 'speaks Spanish',
    ask: ['espeak-ng', '--version'],
    package: 'espeak-ng',
    needed: true,
  },
  {
    name: 'curl',
    purpose: 'carries the hooks of MediaMTX',
    ask: ['curl', '--version'],
    package: 'curl',
    needed: true,
  },
  { name: 'sox', purpose: 'makes the fixtures', ask: ['sox', '--version'], package: 'sox', needed: false },
  {
    name: 'flite',
    purpose: 'speaks in the fixtures',
    ask: ['flite', '--version'],
    package: 'flite',
    needed: false,
  },
  {
    name: 'chromium',
    purpose: 'opens the report in its tests',
    ask: [process.env.CHROMIUM_BIN ?? 'chromium', '--version'],
    package: 'chromium',
    needed: false,
  },
];

/** Node, pnpm, MediaMTX, and every program that runs or tests start. */
export async function toolFindings(): Promise<Finding[]> {
  return await Promise.all([node(), pnpm(), mediamtx(), ...TOOLS.map(finding)]);
}

async function node(): Promise<Finding> {
  const isNew = Number(process.versions.node.split('.')[0]) >= 24;
  if (isNew) return { name: 'node', status: 'ok', told: process.version };
  const told = `${process.version}, at least v24 is needed; the project brings its own`;
  return { name: 'node', status: 'missing', told, fix: 'pnpm exec node cli/main.ts doctor' };
}

async function pnpm(): Promise<Finding> {
  const answer = await answerOf('pnpm', ['--version']);
  if (answer !== undefined) return { name: 'pnpm', status: 'ok', told: answer.trim() };
  return { name: 'pnpm', status: 'warning', told: 'not found; it starts the commands', fix: './setup' };
}

async function mediamtx(): Promise<Finding> {
  const found = await findMediamtx();
  if (typeof found === 'string') return { name: 'MediaMTX', status: 'missing', told: found, fix: './setup' };
  return { name: 'MediaMTX', status: 'ok', told: `${found.version}, ${found.path}` };
}

async function finding(tool: Tool): Promise<Finding> {
  const { name, purpose, needed, oldest } = tool;
  const absent = needed ? 'missing' : 'warning';
  const fix = `sudo apt-get install --no-install-recommends ${tool.package}`;
  const version = await versionOf(tool);
  if (version === undefined) {
    return {
      name,
      status: absent,
      told: `not found; ${purpose}${needed ? '' : ' (not needed to run)'}`,
      fix,
    };
  }
  const [, major, minor] = NUMBER.exec(version) ?? [];
  const isOld =
    oldest !== undefined && major !== undefined && isOlder([Number(major), Number(minor)], oldest);
  if (isOld) return { name, status: absent, told: `${version}, at least ${oldest.join('.')} is needed`, fix };
  return { name, status: 'ok', told: version };
}

/** @returns undefined when it is not there */
async function versionOf({ ask, version = NUMBER }: Tool): Promise<string | undefined> {
  if ('path' in ask) {
    return await access(ask.path).then(
      () => 'is there',
      () => undefined,
    );
  }
  const [command, ...args] = ask;
  const answer = await answerOf(command, args);
  if (answer === undefined || version === 'untold') return answer === undefined ? undefined : 'is there';
  return version.exec(answer)?.[0] ?? 'is there';
}

/**
 * What a program prints, whatever it ends with: some know no option for their version.
 *
 * @returns undefined when it cannot be started
 */
async function answerOf(command: string, args: readonly string[]): Promise<string | undefined> {
  const { all, exitCode } = await execa(command, [...args], {
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
    maxBuffer: 100_000,
  });
  return exitCode === undefined ? undefined : all;
}
