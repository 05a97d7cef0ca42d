import { publishingFault } from '../../facts/output-publishing.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** MediaMTX does not accept the publisher of the output. */
export const outputRefused = defineCause({
  code: 'OUTPUT_REFUSED',
  title: 'MediaMTX refuses the output',
  boundary: 'output',
  class: 'ENVIRONMENT',
  meaning:
    'The worker connects to MediaMTX to publish the output, and MediaMTX closes the connection with a reason: the path is not configured, the worker may not publish, or another client publishes there.',
  evidenceFor: [
    'MediaMTX closes a connection that has neither published nor read, with a reason',
    'media-service logs that the output is offline',
  ],
  evidenceAgainst: ['a publication of the output'],
  fix: 'Allow the worker to publish the output path in mediamtx.yml (authInternalUsers, paths), or correct MEDIAMTX_RTMP_URL of media-service.',
  confirm: ['pnpm scenario show <run> --logs mediamtx --step 5'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const fault = publishingFault(facts);
    if (fault?.kind !== 'refused') return undefined;
    const { text, evidence, certainty } = fault;
    return { summary: `${text}.`, evidence, certainty };
  },
});
