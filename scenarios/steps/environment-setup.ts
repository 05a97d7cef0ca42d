import { join, resolve } from 'node:path';
import { publishUrl, StreamPublisher } from '../../harness/media/index.ts';
import { MediamtxClient } from '../../harness/mediamtx/index.ts';
import { MetricsScraper } from '../../harness/metrics/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { checkHealth } from '../checks/check-health.ts';
import { CAPTURE_FILE } from '../evidence/output-measurement.ts';
import { addLeadIn, PUBLISHED_FILE } from '../rig/add-lead-in.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';
import { ENCODED_FILE, encodeAnew } from '../rig/encode-anew.ts';
import { type Fixture, loadFixture } from '../rig/load-fixture.ts';
import { outputSourceOf } from '../rig/output-source.ts';
import { OutputWatch } from '../rig/output-watch.ts';
import { startObserver } from '../rig/start-observer.ts';

/** Step 0: the fixture is what it should be, both service groups are healthy, publisher and observer are ready. */
export function environmentSetup(limits: { readonly withinMs: number }): DubbingStep {
  return {
    id: 'environment-setup',
    title: 'Services are healthy, publisher and monitor are ready',
    timeoutMs: limits.withinMs,
    live: true,
    async run(ctx, rig) {
      const { run, options, streamId, reaper } = rig;
      // A wrong clip is refused before anything is started.
      const source = await loadFixture(rig.fixtureName);
      ctx.record('clip', { value: `${source.clip.file}, ${source.clip.durationS} s` });

      const environment = await rig.startEnvironment(ctx.signal);
      const { endpoints } = environment;
      await checkHealth(ctx, endpoints, rig.profile.health);

      const fixture = looped(rig, await asEncoded(ctx, rig, await withLeadIn(ctx, rig, source)));
      const observed = await startObserver(ctx, rig, environment);

      const workerMetrics = new MetricsScraper(`${endpoints.mediaServiceUrl}/metrics`);
      const stsMetrics = new MetricsScraper(`${endpoints.stsUrl}/metrics`);

      const publisher = new StreamPublisher(run, reaper, {
        file: resolve(run.folder, fixture.clipFile),
        url: publishUrl(options.publish, endpoints, rig.inPath),
        protocol: options.publish,
        loopS: rig.plan.loopS,
        withoutAudio: rig.plan.withoutAudio,
      });
      const mediamtx = new MediamtxClient(endpoints.mediamtxApiUrl);
      const outputUrl = `${endpoints.rtmpUrl}/${rig.outPath}`;
      const output = new OutputWatch(run, {
        mediamtx,
        path: rig.outPath,
        url: outputUrl,
        comesBack: rig.plan.capture === 'recordings',
        source: outputSourceOf(environment, {
          run,
          reaper,
          inPath: rig.inPath,
          outPath: rig.outPath,
          url: outputUrl,
          captureFile: join(run.folder, rig.fileName(CAPTURE_FILE)),
          capture: rig.plan.capture,
        }),
      });
      rig.goLive({
        environment,
        publisher,
        ...observed,
        output,
        mediamtx,
        workerMetrics,
        stsMetrics,
      });
      const leaveOut = [...(rig.leaveOut ?? [])];
      return { streamId, endpoints: { ...endpoints }, profile: rig.profile, leaveOut, ...fixture };
    },
  };
}

/** What is published: the clip, or a slate and the clip. */
async function withLeadIn(
  ctx: DubbingContext,
  { leadInS, segmentS, run }: DubbingRig,
  clip: Fixture,
): Promise<Fixture> {
  if (leadInS === 0) return clip;
  const published = await addLeadIn(clip, { leadInS, segmentS, folder: run.folder }, ctx.signal);
  ctx.attachFile('published clip', PUBLISHED_FILE, 'video/mp4');
  ctx.record('lead-in', { value: `a slate of ${published.leadInS} s, in windows of ${segmentS} s` });
  return published;
}

/** What is published, as the scenario wants it encoded. */
async function asEncoded(ctx: DubbingContext, { plan, run }: DubbingRig, clip: Fixture): Promise<Fixture> {
  const { encoding: args } = plan;
  if (args === undefined) return clip;
  const encoded = await encodeAnew(clip, { args, folder: run.folder }, ctx.signal);
  ctx.attachFile('encoded clip', ENCODED_FILE, 'video/mp4');
  ctx.record('clip-encoding', { value: args.join(' ') });
  return encoded;
}

/** What is published, as long as it is published. Words are those of the first time. */
function looped({ plan: { loopS } }: DubbingRig, fixture: Fixture): Fixture {
  if (loopS === undefined) return fixture;
  return { ...fixture, clip: { ...fixture.clip, durationS: loopS } };
}
