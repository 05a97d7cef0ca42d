import { execa } from 'execa';
import { type MediamtxBinary, MediamtxError, resolveMediamtx } from '../../../services/mediamtx/index.ts';
import { EnvironmentError } from '../environment-error.ts';

type Version = readonly [major: number, minor: number];

interface Tool {
  readonly command: string;
  readonly versionArgs: readonly string[];
  /** Finds `major.minor` in the output. */
  readonly version: RegExp;
  /** The oldest version that is known to work. */
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
 * Checks that the media tools of the pipeline are installed and recent enough.
 *
 * @returns the version of each tool
 * @throws {EnvironmentError} TOOL_MISSING or TOOL_TOO_OLD, with the command that installs it
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
      `${command} cannot be run (${result.shortMessage ?? 'unknown reason'}). Install it: ${install}, or run ./setup`,
      result,
    );
  }
  const found = tool.version.exec(result.stdout);
  // Builds from git have no release number and count as recent.
  if (found === null) return 'unknown';
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (isOlder([major, minor], oldest)) {
    throw new EnvironmentError(
      'TOOL_TOO_OLD',
      `${command} is version ${major}.${minor}; at least ${oldest.join('.')} is required. Install it: ${install}`,
    );
  }
  return `${major}.${minor}`;
}

/** @returns the MediaMTX binary that runs use, or the reason why there is none */
export async function findMediamtx(): Promise<MediamtxBinary | string> {
  try {
    return await resolveMediamtx();
  } catch (error) {
    if (error instanceof MediamtxError) return error.message;
    throw error;
  }
}

/** @throws {EnvironmentError} TOOL_MISSING */
export async function requireMediamtx(): Promise<MediamtxBinary> {
  try {
    return await resolveMediamtx();
  } catch (error) {
    if (error instanceof MediamtxError)
      throw new EnvironmentError('TOOL_MISSING', error.message, error.cause);
    throw error;
  }
}
