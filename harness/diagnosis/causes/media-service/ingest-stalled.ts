import { ingestStall } from '../../facts/ingest-stall.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The worker has stopped reading while the stream continues. */
export const ingestStalled = defineCause({
  code: 'INGEST_STALLED',
  title: 'The worker has stopped reading the stream',
  boundary: 'ingest',
  class: 'PRODUCT',
  meaning:
    'The stream is published and recorded and the worker runs, but it has stopped reading: no segment of video has been added for 10 s although at least one more was published.',
  evidenceFor: ['the segments of video that the worker counts', 'how much the publisher has sent'],
  evidenceAgainst: ['an error of the worker about its source', 'segments that wait for the STS service'],
  fix: 'Correct the ingest of media-service: it must continue to read while the recording grows. Take a stack of the process to see the call in which it waits.',
  places: ['services/media-service/ingest/'],
  confirm: ['curl -s <media-service>/metrics | grep worker_segments_total'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const stall = ingestStall(facts);
    if (stall === undefined) return undefined;
    const { read, segmentS, publishedS, stillS, evidence } = stall;
    return {
      summary: `The worker stopped reading ${facts.inPath} after ${read} ${read === 1 ? 'segment' : 'segments'} of ${segmentS} s, although ${publishedS.toFixed(1)} s were published; it has read nothing for ${Math.round(stillS)} s.`,
      evidence,
      certainty: 'certain',
    };
  },
});
