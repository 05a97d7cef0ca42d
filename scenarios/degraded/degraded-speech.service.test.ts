import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { degraded } from './index.ts';

const CLIP = join(import.meta.dirname, '../../fixtures/30s-counting-english.mp4');

/** The filter graph of a scenario. */
function graphOf(id: string): string {
  const { params } = degraded.find((each) => each.id === id)?.build(scenarioOptionsSchema.parse({})) ?? {};
  const { encoding } = params as { readonly encoding: readonly string[] };
  return encoding[encoding.indexOf('-filter_complex') + 1] ?? '';
}

/** Mean level of the output of a filter graph, in dBFS. */
async function levelOf(graph: string): Promise<number> {
  const args = ['-hide_banner', '-nostdin', '-i', CLIP, '-filter_complex', graph, '-map', '[out]'];
  const { stderr } = await execa('ffmpeg', [...args, '-f', 'null', '-']);
  return Number(/mean_volume: (\S+) dB/.exec(stderr)?.[1]);
}

// What was added is the difference from the clip.
test.each(['noise', 'music-bed', 'two-speakers'])('%s lies 10 dB below the speech', async (id) => {
  const speech = await levelOf('[0:a:0]volumedetect[out]');
  const mixed = graphOf(id).replace('[0:a:0]', '[0:a:0]asplit[own][inverse];[own]');
  const difference = '[inverse]volume=-1[minus];[degraded][minus]amix=inputs=2:normalize=0,volumedetect[out]';
  const added = await levelOf(`${mixed};${difference}`);
  expect(speech - added).toBeGreaterThan(9.5);
  expect(speech - added).toBeLessThan(10.7);
});
