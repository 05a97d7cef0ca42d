/** The oldest Node that has everything that the project uses. */
const MIN_MAJOR = 24;

/**
 * Compares a version of Node with the required one. This module imports nothing: it must work on old versions, where
 * other modules cannot even be loaded.
 *
 * @param version as in `process.versions.node`
 * @returns what is wrong, in one sentence; undefined for a supported version
 */
export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= MIN_MAJOR) return undefined;
  return `dubstep needs Node ${MIN_MAJOR} or later, this is ${version}`;
}
