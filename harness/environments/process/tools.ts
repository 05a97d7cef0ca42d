import { execa } from 'execa';
import { EnvironmentError } from '../environment-error.ts';

type Version = readonly [major: number, minor: number];

interface Tool {
  readonly command: string;
  readonly versionArgs: readonly string[];
  /** Finds `major.minor` in what the command prints. */
  readonly version: RegExp;
  /** The oldest that is known to work. */
  readonly oldest: Version;
  readonly install: string;
}

const FFMPEG_VERSION = /version n?(\d+)\.(\d+)/;
/** 5.1 has `-ch_layout`, which the worker uses. */
export const FFMPEG_OLDEST = [5, 1] as const;

const MEDIA_TOOLS: readonly Tool[] = [
  {
    command: 'ffmpeg',
    versionArgs: ['-version'],
    version: FFMPEG_VERSION,
    oldest: FFMPEG_OLDEST,
    install: 'apt-get install ffmpeg',
  },
  {
    command: 'ffprobe',
    versionArgs: ['-version'],
    version: FFMPEG_VERSION,
    oldest: FFMPEG_OLDEST,
    install: 'apt-get install ffmpeg',
  },
];

/**
 * Looks that the programs that the pipeline is made of are there and new enough.
 *
 * @returns each with its version
 * @throws {EnvironmentError} TOOL_MISSING or TOOL_TOO_OLD, with the line that installs it
 */
export async function requireMediaTools(signal: AbortSignal): Promise<Record<string, string>> {
  const versions = await Promise.all(
    MEDIA_TOOLS.map(async (tool) => [tool.command, await versionOf(tool, signal)] as const),
  );
  return Object.fromEntries(versions);
}

export function isOlder([major, minor]: Version, than: Version): boolean {
  return major < than[0] || (major === than[0] && minor < than[1]);
}

async function versionOf(tool: Tool, signal: AbortSignal): Promise<string> {
  const { command, install, oldest } = tool;
  const result = await execa(command, [...tool.versionArgs], {
    reject: false,
    cancelSignal: signal,
    timeout: 10_000,
  });
  if (result.exitCode !== 0) {
    throw new EnvironmentError(
      'TOOL_MISSING',
      `${command} cannot be run (${result.shortMessage ?? 'no reason given'}). Install it: ${install}, or run ./setup`,
      result,
    );
  }
  const found = tool.version.exec(result.stdout);
  // A build without a release number (from git) is taken to be a new one.
  if (found === null) return 'unknown';
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (isOlder([major, minor], oldest)) {
    throw new EnvironmentError(
      'TOOL_TOO_OLD',
      `${command} is ${major}.${minor}, at least ${oldest.join('.')} is needed. Install it: ${install}`,
    );
  }
  return `${major}.${minor}`;
}
