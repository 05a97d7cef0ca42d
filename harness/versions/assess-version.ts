import {
  KNOWN_VERSIONS,
  type KnownVersions,
  type VersionedTool,
  type VersionNumber,
} from './known-versions.ts';

/** What is known of one version of a tool. */
export interface VersionAssessment {
  /**
   * The state of the row; `newer`: later than every known version; `unreadable`: a build without a release number, such
   * as one from git.
   */
  readonly state: KnownVersions['state'] | 'newer' | 'unreadable';
  /** As the tool prints it. */
  readonly version: string;
  /** A sentence for a person, without a full stop. Names the tool and the version. */
  readonly text: string;
}

/**
 * Looks a version up in {@link KNOWN_VERSIONS}.
 *
 * @param version as the tool prints it: `5.1.9-0+deb12u1`, `n9.0.2-17-g2a571b6068`, `v1.20.1`, `20.10.24+dfsg1`
 */
export function assessVersion(tool: VersionedTool, version: string): VersionAssessment {
  const number = versionNumber(version);
  if (number === undefined) {
    return { state: 'unreadable', version, text: `${tool} ${version} has no release number` };
  }
  const { versions, unknownFrom } = KNOWN_VERSIONS[tool];
  if (!isBefore(number, unknownFrom)) {
    const text = `${tool} ${version} is newer than the versions that are known; nothing is known against it`;
    return { state: 'newer', version, text };
  }
  const row = versions.findLast(({ from }) => !isBefore(number, from)) ?? versions[0];
  if (row.state !== 'unsupported')
    return { state: row.state, version, text: `${tool} ${version}: ${row.note}` };
  const oldest = oldestSupported(tool).join('.');
  return {
    state: row.state,
    version,
    text: `${tool} ${version} is not supported: ${row.note}; ${oldest} or newer is required`,
  };
}

/** The first version of a tool with which runs work. */
export function oldestSupported(tool: VersionedTool): VersionNumber {
  const { versions, unknownFrom } = KNOWN_VERSIONS[tool];
  return versions.find(({ state }) => state !== 'unsupported')?.from ?? unknownFrom;
}

/** @returns undefined when the text does not start with a release number */
export function versionNumber(text: string): VersionNumber | undefined {
  const [, major, minor, patch = '0'] = /^[vn]?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return [Number(major), Number(minor), Number(patch)];
}

export function isBefore(version: VersionNumber, other: VersionNumber): boolean {
  const index = version.findIndex((part, at) => part !== other[at]);
  return index !== -1 && (version[index] ?? 0) < (other[index] ?? 0);
}
