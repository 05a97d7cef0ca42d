import { sharedStream } from '../../facts/shared-stream.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Two workers dub streams of one name at the same STS service. */
export const streamNameShared = defineCause({
  code: 'STREAM_NAME_SHARED',
  title: 'Two runs use the same stream name',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'Two workers have sessions for the same stream name at the STS service, at the same time. Observers receive the fragments of both, and metrics and recordings of both are mixed.',
  evidenceFor: ['fragments of two sessions of one stream name, alternately'],
  evidenceAgainst: ['a session that ended before the other one started: the worker reconnected'],
  fix: 'Give each run its own stream name (--stream), or leave the option out: then each run gets a unique name.',
  confirm: ['curl -s <sts-service>/metrics | grep sessions'],
  find(facts): CauseFinding | undefined {
    const shared = sharedStream(facts);
    if (shared === undefined) return undefined;
    const { sessions, evidence } = shared;
    return {
      summary: `${sessions.length} sessions send fragments of the stream ${facts.setup?.streamId ?? ''} at the same time: another worker uses the same stream name.`,
      evidence,
      certainty: 'certain',
    };
  },
});
