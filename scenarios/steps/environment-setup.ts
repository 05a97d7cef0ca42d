import { join, resolve } from 'node:path';
import { publishUrl, StreamPublisher, type StreamPublisherOptions } from '../../harness/media/index.ts';
import { MediamtxClient } from '../../harness/mediamtx/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { checkHealth } from '../checks/check-health.ts';
import { decodeSound } from '../evidence/decode-sound.ts';
import type { PublishedClip } from '../evidence/environment-output.ts';
import { audibleWords } from '../evidence/segment-speech.ts';
import { CAPTURE_FILE } from '../output/capture-output.ts';
import { outputSourceOf } from '../output/output-source.ts';
import { OutputWatch } from '../output/output-watch.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';
import { startObserver } from '../rig/observe-sts.ts';
import {
  addLeadIn,
  ENCODED_FILE,
  extractTracks,
  type LoadedClip,
  loadClip,
  PUBLISHED_FILE,
  reencode,
  requireLength,
} from '../rig/prepare-clip.ts';
import { sampleWorkerStatus } from '../rig/sample-worker-status.ts';
import { workerMetricsScraper } from '../rig/worker-metrics.ts';

/** Step 0: the clip matches its manifest, all services are healthy, publisher and observer are ready. */
export function environmentSetup(limits: { readonly withinMs: number }): DubbingStep {
  return {
    id: 'environment-setup',
    title: 'Services are healthy, publisher and monitor are ready',
    timeoutMs: limits.withinMs,
    live: true,
    async run(ctx, rig) {
      const { run, options, streamId, reaper } = rig;
      // An invalid clip is rejected before anything is started.
      const loaded = await loadClip(rig.fixtureName);
      recordClip(ctx, loaded);
      if (rig.leadInS === 0)
        requireLength({ durationS: rig.plan.loopS ?? loaded.published.clip.durationS }, options.publish);

      const environment = await rig.startEnvironment(ctx.signal, loaded.published.clip.domainHints);
      const { endpoints } = environment;
      await checkHealth(ctx, endpoints, rig.profile.health);

      const clip = await withAudibleWords(ctx, rig, await extract(ctx, rig, loaded));
      const published = withLoopDuration(rig, await encode(ctx, rig, await prependLeadIn(ctx, rig, clip)));
      const observed = await startObserver(ctx, rig, environment);
      const publishing: StreamPublisherOptions = {
        file: resolve(run.folder, published.clipFile),
        url: publishUrl(options.publish, endpoints, rig.inPath),
        protocol: options.publish,
        loopS: rig.plan.loopS,
        readRate: rig.plan.readRate,
        withoutAudio: rig.plan.withoutAudio,
      };
      const altered = await rig.plan.alterations?.publisher?.(publishing);
      const publisher = new StreamPublisher(run, reaper, altered ?? publishing);
      const mediamtx = new MediamtxClient(endpoints.mediamtxApiUrl);
      const outputUrl = `${endpoints.rtmpUrl}/${rig.outPath}`;
      const output = new OutputWatch(run, {
        mediamtx,
        path: rig.outPath,
        url: outputUrl,
        isRepublished: rig.plan.capture === 'recordings',
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
      const workerMetrics = workerMetricsScraper(endpoints.mediaServiceUrl, rig.profile.metrics);
      rig.goLive({ environment, publisher, ...observed, output, mediamtx, workerMetrics });
      // The services of an attached pipeline may be others.
      if (options.environment !== 'attach') sampleWorkerStatus(run, endpoints.mediaServiceUrl, streamId);
      return {
        streamId,
        endpoints: { ...endpoints },
        profile: rig.profile,
        dubLevel: rig.dubLevel,
        leaveOut: [...(rig.leaveOut ?? [])],
        ...published,
      };
    },
  };
}

function recordClip(ctx: DubbingContext, { published: { clip }, extraction }: LoadedClip): void {
  const note =
    extraction === undefined
      ? {}
      : {
          note: `track ${clip.video.track} (video) and track ${clip.audio.track} (audio) are published from a copy: ${extraction.reason}`,
        };
  ctx.record('clip', { value: `${clip.file}, ${clip.durationS} s`, ...note });
}

async function extract(ctx: DubbingContext, rig: DubbingRig, loaded: LoadedClip): Promise<PublishedClip> {
  const fileName = (name: string) => rig.fileName(name);
  const published = await extractTracks(loaded, { folder: rig.run.folder, fileName }, ctx.signal);
  if (loaded.extraction !== undefined) ctx.attachFile('published tracks', published.clipFile, 'video/mp4');
  return published;
}

/** The words of a manifest that are silent in the clip are not expected from any pipeline. */
async function withAudibleWords(
  ctx: DubbingContext,
  { run }: DubbingRig,
  published: PublishedClip,
): Promise<PublishedClip> {
  const { clip, clipFile } = published;
  const { durationS } = clip;
  const sound = await decodeSound(ctx, { file: resolve(run.folder, clipFile), durationS });
  const words = audibleWords(clip, sound);
  const silent = clip.words.filter((word) => !words.includes(word)).map(({ word }) => word);
  if (silent.length > 0)
    ctx.record('clip-words-silent', {
      value: silent,
      note: 'the manifest lists them, but the audio of the clip is silent there: they are not expected',
    });
  return { ...published, clip: { ...clip, words } };
}

async function prependLeadIn(
  ctx: DubbingContext,
  { leadInS, segmentS, run }: DubbingRig,
  clip: PublishedClip,
): Promise<PublishedClip> {
  if (leadInS === 0) return clip;
  const published = await addLeadIn(clip, { leadInS, segmentS, folder: run.folder }, ctx.signal);
  ctx.attachFile('published clip', PUBLISHED_FILE, 'video/mp4');
  ctx.record('lead-in', { value: published.leadInS, unit: 's', note: `whole segments of ${segmentS} s` });
  return published;
}

async function encode(
  ctx: DubbingContext,
  { plan, run }: DubbingRig,
  clip: PublishedClip,
): Promise<PublishedClip> {
  const { encoding: args } = plan;
  if (args === undefined) return clip;
  const encoded = await reencode(clip, { args, folder: run.folder }, ctx.signal);
  ctx.attachFile('encoded clip', ENCODED_FILE, 'video/mp4');
  ctx.record('clip-encoding', { value: args.join(' ') });
  return encoded;
}

/** A looped clip lasts as long as it is published. Its words are those of the first loop. */
function withLoopDuration({ plan: { loopS } }: DubbingRig, published: PublishedClip): PublishedClip {
  if (loopS === undefined) return published;
  return { ...published, clip: { ...published.clip, durationS: loopS } };
}
