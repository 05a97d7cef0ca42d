import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The MediaMTX that the project is written for and `./setup` installs: `v1.20.1`. */
export const MEDIAMTX_VERSION = readFileSync(join(import.meta.dirname, 'VERSION'), 'utf8').trim();

function parse(version: string): readonly [number, number, number] | undefined {
  const [, major, minor, patch] = /^v(\d+)\.(\d+)\.(\d+)/.exec(version.trim()) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/**
 * Whether MediaMTX of this version understands the project's configuration: the pinned one or a later one of the
 * same major version. Keys of the configuration were renamed on the way there.
 *
 * @param version as `mediamtx --version` prints it
 */
export function isSupportedVersion(version: string): boolean {
  const [found, pinned] = [parse(version), parse(MEDIAMTX_VERSION)];
  if (found === undefined || pinned === undefined || found[0] !== pinned[0]) return false;
  return found[1] > pinned[1] || (found[1] === pinned[1] && found[2] >= pinned[2]);
}
