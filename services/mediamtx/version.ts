import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The MediaMTX version that the project uses and `./setup` installs, e.g. `v1.20.1`. */
export const MEDIAMTX_VERSION = readFileSync(join(import.meta.dirname, 'VERSION'), 'utf8').trim();

function parse(version: string): readonly [number, number, number] | undefined {
  const [, major, minor, patch] = /^v(\d+)\.(\d+)\.(\d+)/.exec(version.trim()) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/**
 * Whether this version of MediaMTX supports the project's configuration: the pinned version or a later one with the same
 * major version. Earlier versions have other configuration keys.
 *
 * @param version the output of `mediamtx --version`
 */
export function isSupportedVersion(version: string): boolean {
  const [found, pinned] = [parse(version), parse(MEDIAMTX_VERSION)];
  if (found === undefined || pinned === undefined || found[0] !== pinned[0]) return false;
  return found[1] > pinned[1] || (found[1] === pinned[1] && found[2] >= pinned[2]);
}
