import { setupErrorRef } from '../../facts/setup-error.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** An image of this checkout could not be built. */
export const imageNotBuilt = defineCause({
  code: 'IMAGE_NOT_BUILT',
  title: 'A Docker image cannot be built',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning: 'The images are built from this checkout when they are missing or outdated, and a build failed.',
  evidenceFor: ['step 0 ended with the error IMAGE_NOT_BUILT'],
  evidenceAgainst: ['the run log lists each image'],
  fix: 'Correct the first error in the output of pnpm images, then rerun.',
  confirm: ['pnpm images', 'docker images "dubstep/*"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const error = setupErrorRef(facts, ['IMAGE_NOT_BUILT']);
    if (error === undefined) return undefined;
    const summary = error.text.replace(/^IMAGE_NOT_BUILT: /, 'A Docker image cannot be built: ');
    return { summary, evidence: [error], certainty: 'certain' };
  },
});
