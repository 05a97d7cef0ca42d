import { inCheckout } from '../../facts/checkout.ts';
import { outputPlace } from '../../facts/output-command.ts';
import { publishingFault } from '../../facts/output-publishing.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The worker publishes the output to another path. */
export const outputWrongPath = defineCause({
  code: 'OUTPUT_WRONG_PATH',
  title: 'The output is published under another name',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning: 'The output is on air under another path than the one at which viewers expect it.',
  evidenceFor: [
    'MediaMTX receives a path that is neither input nor output, from the start of the output to its end',
    'the address in the log of media-service',
  ],
  evidenceAgainst: ['a publisher of another path that started or ended at another time'],
  fix: 'Correct the path to which the worker publishes: <output>.',
  confirm: ['curl -s <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const fault = publishingFault(facts);
    if (fault?.kind !== 'elsewhere') return undefined;
    const { text, evidence, certainty } = fault;
    const place = outputPlace(
      facts,
      `Publish the output to <output>${inCheckout(facts, 'services/media-service/worker/worker.ts')}.`,
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
