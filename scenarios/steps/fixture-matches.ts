import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { extractTracks, loadClip } from '../rig/prepare-clip.ts';

/** The clip exists and matches its manifest. */
export function fixtureMatches(): DubbingStep {
  return {
    id: 'fixture-matches',
    title: 'The clip matches its manifest',
    timeoutMs: 15_000,
    async run(ctx, rig) {
      const to = { folder: rig.run.folder, fileName: (name: string) => rig.fileName(name) };
      const { clipFile, clip } = await extractTracks(await loadClip(rig.fixtureName), to, ctx.signal);
      ctx.record('clip-sha256', { value: clip.sha256 });
      ctx.record('clip-duration', { value: clip.durationS, unit: 's' });
      ctx.record('clip-words', { value: clip.words.length });
      return { clipFile, clip };
    },
  };
}
