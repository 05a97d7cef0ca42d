import { isShortOfCpu } from '../../facts/cpu-wait.ts';
import { openedSource } from '../../facts/source-facts.ts';
import { loggedErrors } from '../../facts/worker-errors.ts';
import { nowMs, segmentS, workerProgress } from '../../facts/worker-progress.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Segments of video that must have been read until a missing segment of audio is no delay. */
const VIDEO_SEGMENTS = 2;
const SETTLED_MS = 3000;

/** The worker reads video and audio, and cuts no segment. */
export const segmenterMakesNothing = defineCause({
  code: 'SEGMENTER_MAKES_NOTHING',
  title: 'The worker cuts no segment of audio',
  boundary: 'segmenter',
  class: 'PRODUCT',
  meaning:
    'The worker has opened a source with audio and reads its video, but it makes no segment of the audio, so nothing is sent to the STS service.',
  evidenceFor: ['segments of video are counted, segments of audio are not', 'the source has audio'],
  evidenceAgainst: ['a source without audio: see INGEST_WITHOUT_AUDIO', 'an error of the decoder'],
  fix: 'Correct the segmenter of media-service: it must cut a segment of audio for each segment of video.',
  places: ['services/media-service/dubbing/segmenter.ts'],
  confirm: ['curl -s <media-service>/metrics | grep worker_segments_total'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const progress = workerProgress(facts);
    const source = openedSource(facts);
    const lengthS = segmentS(facts);
    if (progress === undefined || lengthS === undefined || source?.hasAudio !== true) return undefined;
    const { video, audio } = progress;
    if (audio.value > 0 || video.value < VIDEO_SEGMENTS) return undefined;
    // The audio of a segment is decoded within a second or two after its video.
    if (nowMs(facts) - source.atMs < VIDEO_SEGMENTS * lengthS * 1000 + SETTLED_MS) return undefined;
    if (loggedErrors(facts).length > 0 || isShortOfCpu(facts, 'media-service', source.atMs)) return undefined;
    return {
      summary: `The worker has read ${video.value} segments of video of ${facts.inPath} and cut no segment of its audio.`,
      evidence: [audio.ref, video.ref, source.ref],
      certainty: 'certain',
    };
  },
});
