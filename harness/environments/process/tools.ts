import { execa } from 'execa';
import { type MediamtxBinary, MediamtxError, resolveMediamtx } from '../../../services/mediamtx/index.ts';
import { machineProblem } from '../../engine/machine-error.ts';
import {
  assessVersion,
  KNOWN_VERSIONS,
  oldestSupported,
  type VersionAssessment,
} from '../../versions/index.ts';
import { EnvironmentError } from '../environment-error.ts';

const FFMPEG_VERSION = /version (\S+)/;

/** Programs of one release of ffmpeg. */
const MEDIA_TOOLS = ['ffmpeg', 'ffprobe'] as const;

/**
 * Checks that the media tools of the pipeline are installed and recent enough.
 *
 * @returns what is known of the version of each tool
 * @throws {EnvironmentError} TOOL_MISSING or TOOL_TOO_OLD, with the command that installs it
 */
export async function requireMediaTools(
  signal: AbortSignal,
): Promise<Readonly<Record<string, VersionAssessment>>> {
  const found = await Promise.all(
    MEDIA_TOOLS.map(async (command) => [command, await versionOf(command, signal)] as const),
  );
  return Object.fromEntries(found);
}

async function versionOf(command: string, signal: AbortSignal): Promise<VersionAssessment> {
  const { install } = KNOWN_VERSIONS.ffmpeg;
  const result = await execa(command, ['-version'], {
    reject: false,
    cancelSignal: signal,
    timeout: 10_000,
  });
  // Too many open files or processes: the tool may well be installed.
  if (machineProblem(result.cause) !== undefined) throw result.cause;
  if (result.exitCode !== 0) {
    throw new EnvironmentError(
      'TOOL_MISSING',
      `${command} cannot be run (${result.shortMessage ?? 'unknown reason'}). Install it: ${install}, or run ./setup`,
      result,
    );
  }
  // Builds from git have no release number and count as recent.
  const assessed = assessVersion('ffmpeg', FFMPEG_VERSION.exec(result.stdout)?.[1] ?? 'unknown');
  if (assessed.state === 'unsupported') {
    const oldest = oldestSupported('ffmpeg').slice(0, 2).join('.');
    throw new EnvironmentError(
      'TOOL_TOO_OLD',
      `${command} is version ${assessed.version}; at least ${oldest} is required. Install it: ${install}`,
    );
  }
  return assessed;
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
