import { outputPlace } from '../../facts/output-command.ts';
import { publishingFault } from '../../facts/output-publishing.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The worker has dubbed segments, and MediaMTX receives no output. */
export const outputNeverPublished = defineCause({
  code: 'OUTPUT_NEVER_PUBLISHED',
  title: 'The output is never published',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'Segments were dubbed, and MediaMTX never received an output, neither under the name of this run nor under another one.',
  evidenceFor: [
    'dubbed segments in the ledger',
    'no publisher of the output in the log and the paths of MediaMTX',
  ],
  evidenceAgainst: [
    'MediaMTX refused a connection',
    'another path that was published at the same time',
    'media-service or MediaMTX ended',
  ],
  fix: 'Correct the address to which the output ffmpeg writes (MEDIAMTX_RTMP_URL of media-service), or the error that its lines in the log of media-service name.',
  confirm: ['pnpm scenario show <run> --logs media-service --step 5'],
  find(facts): CauseFinding | undefined {
    const fault = publishingFault(facts);
    if (fault?.kind !== 'nowhere') return undefined;
    const { text, evidence, certainty } = fault;
    const url = facts.workerStates.at(-1)?.data.output.url;
    const place = outputPlace(
      facts,
      `Correct the address to which the output ffmpeg writes${url === undefined ? '' : ` (media-service reports ${url})`}, or the error in its lines (pnpm scenario show <run> --logs media-service --step 5).`,
      [],
    );
    return {
      summary: `${text}.`,
      evidence: [evidence[0], ...evidence.slice(1), ...place.evidence],
      certainty,
      fix: place.fix,
    };
  },
});
