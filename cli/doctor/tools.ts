import { access } from 'node:fs/promises';
import { execa } from 'execa';
import { findMediamtx } from '../../harness/environments/process/tools.ts';
import { assessVersion, oldestSupported, type VersionAssessment } from '../../harness/versions/index.ts';
import type { Finding } from './finding.ts';

/** A program, or a data file of a program. */
interface Tool {
  readonly name: string;
  readonly purpose: string;
  /** The command that prints its version; of a path only the existence is checked. */
  readonly probe: readonly [command: string, ...args: string[]] | { readonly path: string };
  /** Finds the version in the output; `none` when the program prints none. */
  readonly version?: RegExp | 'none';
  /** Whether its versions are those of ffmpeg, of which it is known what works. */
  readonly ofFfmpeg?: boolean;
  /** The Debian package. */
  readonly package: string;
  /** Needed by every run, not only by tests or fixtures. */
  readonly needed: boolean;
}

const NUMBER = /(\d+)\.(\d+)[\w.-]*/;
const FFMPEG = {
  version: /(?<=version n?)(\d+)\.(\d+)[\w.-]*/,
  ofFfmpeg: true,
  package: 'ffmpeg',
  needed: true,
} as const;

const TOOLS: readonly Tool[] = [
  { name: 'ffmpeg', purpose: 'encodes and decodes media', probe: ['ffmpeg', '-version'], ...FFMPEG },
  { name: 'ffprobe', purpose: 'measures media', probe: ['ffprobe', '-version'], ...FFMPEG },
  {
    name: 'pocketsphinx',
    purpose: 'recognises speech',
    probe: ['pocketsphinx_continuous'],
    version: 'none',
    package: 'pocketsphinx',
    needed: true,
  },
  {
    name: 'pocketsphinx-en-us',
    purpose: 'acoustic model of English',
    probe: { path: '/usr/share/pocketsphinx/model/en-us/en-us' },
    package: 'pocketsphinx-en-us',
    needed: true,
  },
  { name: 'apertium', purpose: 'translates', probe: ['apertium', '-V'], package: 'apertium', needed: true },
  {
    name: 'apertium eng-spa',
    purpose: 'translation from English to Spanish',
    probe: { path: '/usr/share/apertium/modes/eng-spa.mode' },
    package: 'apertium-eng-spa',
    needed: true,
  },
  {
    name: 'espeak-ng',
    purpose: 'synthesises Spanish speech',
    probe: ['espeak-ng', '--version'],
    package: 'espeak-ng',
    needed: true,
  },
  {
    name: 'curl',
    purpose: 'sends the hooks of MediaMTX',
    probe: ['curl', '--version'],
    package: 'curl',
    needed: true,
  },
  {
    name: 'sox',
    purpose: 'generates the fixtures',
    probe: ['sox', '--version'],
    package: 'sox',
    needed: false,
  },
  {
    name: 'flite',
    purpose: 'synthesises the speech of the fixtures',
    probe: ['flite', '--version'],
    package: 'flite',
    needed: false,
  },
  {
    name: 'chromium',
    purpose: 'opens the report in tests',
    probe: [process.env.CHROMIUM_BIN ?? 'chromium', '--version'],
    package: 'chromium',
    needed: false,
  },
];

/** Node, pnpm, MediaMTX, and every program that runs or tests start. */
export async function toolFindings(): Promise<Finding[]> {
  return await Promise.all([node(), pnpm(), mediamtx(), ...TOOLS.map(tool)]);
}

async function node(): Promise<Finding> {
  const assessed = assessVersion('Node', process.version);
  if (assessed.state !== 'unsupported') return { name: 'node', ...describe(assessed) };
  const message = `${process.version}, but v${oldestSupported('Node')[0]} or newer is needed; the project contains one`;
  return { name: 'node', status: 'missing', message, fix: 'pnpm exec node cli/main.ts doctor' };
}

/** What is known of a supported version: a warning for a problem, a note for a version that is not known. */
function describe({ state, version, text }: VersionAssessment): Pick<Finding, 'status' | 'message'> {
  if (state === 'problem') return { status: 'warning', message: text };
  return { status: 'ok', message: state === 'newer' ? text : version };
}

async function pnpm(): Promise<Finding> {
  const output = await outputOf('pnpm', ['--version']);
  if (output !== undefined) return { name: 'pnpm', status: 'ok', message: output.trim() };
  return { name: 'pnpm', status: 'warning', message: 'not found; runs the commands', fix: './setup' };
}

async function mediamtx(): Promise<Finding> {
  const found = await findMediamtx();
  if (typeof found === 'string')
    return { name: 'MediaMTX', status: 'missing', message: found, fix: './setup' };
  const { status, message } = describe(assessVersion('MediaMTX', found.version));
  return { name: 'MediaMTX', status, message: `${message}, ${found.path}` };
}

async function tool(checked: Tool): Promise<Finding> {
  const { name, purpose, needed, ofFfmpeg = false } = checked;
  const severity = needed ? 'missing' : 'warning';
  const fix = `sudo apt-get install --no-install-recommends ${checked.package}`;
  const version = await versionOf(checked);
  if (version === undefined) {
    return {
      name,
      status: severity,
      message: `not found; ${purpose}${needed ? '' : ' (not needed for runs)'}`,
      fix,
    };
  }
  if (!ofFfmpeg) return { name, status: 'ok', message: version };
  const assessed = assessVersion('ffmpeg', version);
  if (assessed.state !== 'unsupported') return { name, ...describe(assessed) };
  const oldest = oldestSupported('ffmpeg').slice(0, 2).join('.');
  return { name, status: severity, message: `${version}, but ${oldest} or newer is needed`, fix };
}

/** @returns undefined when it is not installed */
async function versionOf({ probe, version = NUMBER }: Tool): Promise<string | undefined> {
  if ('path' in probe) {
    return await access(probe.path).then(
      () => 'installed',
      () => undefined,
    );
  }
  const [command, ...args] = probe;
  const output = await outputOf(command, args);
  if (output === undefined || version === 'none') return output === undefined ? undefined : 'installed';
  return version.exec(output)?.[0] ?? 'installed';
}

/**
 * The output of a program, whatever its exit code: some have no option for their version.
 *
 * @returns undefined when it cannot be started
 */
async function outputOf(command: string, args: readonly string[]): Promise<string | undefined> {
  const { all, exitCode } = await execa(command, [...args], {
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
    maxBuffer: 100_000,
  });
  return exitCode === undefined ? undefined : all;
}
