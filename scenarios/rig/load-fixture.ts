import { resolve } from 'node:path';
import { FixtureError, type FixtureManifest, findFixture, verifyFixture } from '../../fixtures/index.ts';
import { HarnessError } from '../../harness/engine/index.ts';

/** The clip is not what it should be, or cannot be looked at: whatever a run with it said would prove nothing. */
class FixtureRefusedError extends HarnessError {
  constructor(cause: FixtureError) {
    const fault = cause.code === 'FFPROBE_NOT_FOUND' ? 'ENVIRONMENT' : 'INCONCLUSIVE';
    super(cause.message, { code: cause.code, fault, cause: cause.cause });
  }
}

/** A clip that is what its manifest says. */
export interface Fixture {
  /** Absolute path, or in the run folder. */
  readonly clipFile: string;
  readonly clip: FixtureManifest;
  /** Length of the slate that it begins with. */
  readonly leadInS: number;
}

/**
 * Finds a clip and compares it with its manifest.
 *
 * @param nameOrPath of one in `fixtures/`, or the path of another
 * @throws {HarnessError} with the code of the {@link FixtureError}, saying what differs
 */
export async function loadFixture(nameOrPath: string): Promise<Fixture> {
  try {
    const clipFile = await findFixture(nameOrPath);
    return { clipFile: resolve(clipFile), clip: await verifyFixture(clipFile), leadInS: 0 };
  } catch (error) {
    if (error instanceof FixtureError) throw new FixtureRefusedError(error);
    throw error;
  }
}
