import type { Step } from '../../harness/engine/index.ts';
import type { DubbingRig } from '../rig/dubbing-rig.ts';
import { loadFixture } from '../rig/load-fixture.ts';

/** The clip is there and is what its manifest says. */
export function fixtureMatches(): Step<DubbingRig> {
  return {
    id: 'fixture-matches',
    title: 'The fixture is there and matches its manifest',
    timeoutMs: 15_000,
    async run(ctx, rig) {
      const { clipFile, clip } = await loadFixture(rig.fixtureName);
      ctx.record('sha256', { value: clip.sha256 });
      ctx.record('duration', { value: clip.durationS, unit: 's' });
      ctx.record('words', { value: clip.words.length });
      return { clipFile, clip };
    },
  };
}
