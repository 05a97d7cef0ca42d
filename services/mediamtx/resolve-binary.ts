import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { MediamtxError } from './mediamtx-error.ts';
import { isSupportedVersion, MEDIAMTX_VERSION } from './version.ts';

/** A usable MediaMTX binary. */
export interface MediamtxBinary {
  readonly path: string;
  /** Where it was found. */
  readonly source: 'MEDIAMTX_BIN' | 'setup' | 'PATH' | 'cache';
  /** As the binary prints it, e.g. `v1.20.1`. */
  readonly version: string;
}

export interface ResolveOptions {
  /** The environment with MEDIAMTX_BIN and PATH; `process.env` by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** The folder that `./setup` installs to; `.cache/mediamtx` in the project by default. */
  readonly cacheFolder?: string;
}

const PROJECT_CACHE = join(import.meta.dirname, '..', '..', '.cache', 'mediamtx');

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The output of `--version`, or the reason why there is none. */
async function versionOf(path: string): Promise<string> {
  const { stdout, failed, shortMessage } = await execa(path, ['--version'], { reject: false, timeout: 5000 });
  return failed ? `no version (${shortMessage})` : stdout.trim() || 'nothing';
}

async function resolveNamed(path: string): Promise<MediamtxBinary> {
  const reject = (reason: string): never => {
    throw new MediamtxError(
      'MEDIAMTX_BIN_INVALID',
      `MEDIAMTX_BIN is ${path}, ${reason}. Set it to MediaMTX ${MEDIAMTX_VERSION} or later, or unset it.`,
    );
  };
  if (!(await isExecutable(path))) return reject('which does not exist or is not executable');
  const version = await versionOf(path);
  if (!isSupportedVersion(version)) return reject(`which prints "${version}" for --version`);
  return { path, source: 'MEDIAMTX_BIN', version };
}

/** The MEDIAMTX_BIN that `./setup` has accepted, if any. */
async function rememberedBy(cacheFolder: string): Promise<string | undefined> {
  const text = await readFile(join(cacheFolder, 'selected'), 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.replace(/\n$/, '');
}

/**
 * Finds the MediaMTX to start: `MEDIAMTX_BIN`, else the MEDIAMTX_BIN that `./setup` has accepted, else one on PATH, else
 * the one that `./setup` has installed. Of these, only an unsupported MEDIAMTX_BIN is an error; the others are skipped.
 *
 * @throws {MediamtxError} `MEDIAMTX_BIN_INVALID`, or `MEDIAMTX_NOT_FOUND` with the places that were searched
 */
export async function resolveMediamtx(options: ResolveOptions = {}): Promise<MediamtxBinary> {
  const { env = process.env, cacheFolder = PROJECT_CACHE } = options;
  if (env.MEDIAMTX_BIN) return resolveNamed(env.MEDIAMTX_BIN);

  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const remembered = await rememberedBy(cacheFolder);
  const candidates = [
    ...(remembered === undefined ? [] : [{ path: remembered, source: 'setup' as const }]),
    ...folders.map((folder) => ({ path: join(folder, 'mediamtx'), source: 'PATH' as const })),
    { path: join(cacheFolder, MEDIAMTX_VERSION, 'mediamtx'), source: 'cache' as const },
  ];
  const skipped: string[] = [];
  for (const { path, source } of candidates) {
    if (!(await isExecutable(path))) {
      if (source === 'setup') skipped.push(`${path}, which ./setup has accepted, is no longer executable`);
      continue;
    }
    const version = await versionOf(path);
    if (isSupportedVersion(version)) return { path, source, version };
    skipped.push(`${path} prints "${version}" for --version`);
  }
  throw new MediamtxError(
    'MEDIAMTX_NOT_FOUND',
    [
      `MediaMTX ${MEDIAMTX_VERSION} or later not found: MEDIAMTX_BIN is not set, and PATH and ${cacheFolder} contain none.`,
      ...skipped.map((what) => `Skipped: ${what}.`),
      'Run ./setup to install it.',
    ].join(' '),
  );
}
