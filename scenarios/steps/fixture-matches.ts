import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { loadFixture } from '../rig/load-fixture.ts';

/** The clip is there and is what its manifest says. */
export function fixtureMatches(): DubbingStep {
  return {
    id: 'fixture-matches',
    title: 'The fixture is there and matches its manifest',
    timeoutMs: 15_000,
    async run(ctx, rig) {
      const { clipFile, clip } = await loadFixture(rig.fixtureName);
      ctx.record('clip-sha256', { value: clip.sha256 });
      ctx.record('clip-duration', { value: clip.durationS, unit: 's' });
      ctx.record('clip-words', { value: clip.words.length });
      return { clipFile, clip };
    },
  };
}
