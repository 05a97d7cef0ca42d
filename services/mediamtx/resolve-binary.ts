import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { MediamtxError } from './mediamtx-error.ts';
import { isSupportedVersion, MEDIAMTX_VERSION } from './version.ts';

/** A MediaMTX that can be started. */
export interface MediamtxBinary {
  readonly path: string;
  /** Where it was found. */
  readonly source: 'MEDIAMTX_BIN' | 'PATH' | 'cache';
  /** As it says itself: `v1.20.1`. */
  readonly version: string;
}

export interface ResolveOptions {
  /** Where MEDIAMTX_BIN and PATH are read; the process's own environment by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where `./setup` puts the binary; `.cache/mediamtx` of the project by default. */
  readonly cacheFolder?: string;
}

const PROJECT_CACHE = join(import.meta.dirname, '..', '..', '.cache', 'mediamtx');

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What a binary says when it is asked for its version, or why it said nothing. */
async function versionOf(path: string): Promise<string> {
  const { stdout, failed, shortMessage } = await execa(path, ['--version'], { reject: false, timeout: 5000 });
  return failed ? `no version (${shortMessage})` : stdout.trim() || 'nothing';
}

async function given(path: string): Promise<MediamtxBinary> {
  const refuse = (what: string): never => {
    throw new MediamtxError(
      'MEDIAMTX_BIN_INVALID',
      `MEDIAMTX_BIN is ${path}, ${what}. Set it to a MediaMTX ${MEDIAMTX_VERSION} or later, or unset it.`,
    );
  };
  if (!(await isExecutable(path))) return refuse('which is not there or cannot be run');
  const version = await versionOf(path);
  if (!isSupportedVersion(version)) return refuse(`which answers --version with ${version}`);
  return { path, source: 'MEDIAMTX_BIN', version };
}

/**
 * Finds the MediaMTX to start: `MEDIAMTX_BIN`, else one on PATH, else the one that `./setup` has installed.
 * One on PATH that is too old is passed over; one that was named has to be right.
 *
 * @throws MediamtxError `MEDIAMTX_BIN_INVALID`, or `MEDIAMTX_NOT_FOUND` with what was looked at
 */
export async function resolveMediamtx(options: ResolveOptions = {}): Promise<MediamtxBinary> {
  const { env = process.env, cacheFolder = PROJECT_CACHE } = options;
  if (env.MEDIAMTX_BIN) return given(env.MEDIAMTX_BIN);

  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...folders.map((folder) => ({ path: join(folder, 'mediamtx'), source: 'PATH' as const })),
    { path: join(cacheFolder, MEDIAMTX_VERSION, 'mediamtx'), source: 'cache' as const },
  ];
  const passedOver: string[] = [];
  for (const { path, source } of candidates) {
    if (!(await isExecutable(path))) continue;
    const version = await versionOf(path);
    if (isSupportedVersion(version)) return { path, source, version };
    passedOver.push(`${path} answers --version with ${version}`);
  }
  throw new MediamtxError(
    'MEDIAMTX_NOT_FOUND',
    [
      `There is no MediaMTX ${MEDIAMTX_VERSION} or later: MEDIAMTX_BIN is not set, and none is on PATH or in ${cacheFolder}.`,
      ...passedOver.map((what) => `Passed over: ${what}.`),
      'Run ./setup, which installs it.',
    ].join(' '),
  );
}
