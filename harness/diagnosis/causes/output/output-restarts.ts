import { frameFault } from '../../facts/output-frames.ts';
import { publishingFault } from '../../facts/output-publishing.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The output is published more than once. */
export const outputRestarts = defineCause({
  code: 'OUTPUT_RESTARTS',
  title: 'The output goes off the air and is published again',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'The connection of the output ended in mid-stream and the worker published it again. Viewers are disconnected, and MediaMTX records several files. Either the worker ended the connection, or MediaMTX or the network closed it.',
  evidenceFor: [
    'several publications of the output in the log of MediaMTX',
    'media-service logs that the output is offline',
    'frames of the output with content from an earlier time',
  ],
  evidenceAgainst: ['the output ffmpeg was killed', 'MediaMTX or media-service ended'],
  fix: 'Repair the side that closed the connection; the log of MediaMTX and the line "output is offline" of media-service give the reason.',
  confirm: ['pnpm scenario show <run> --logs mediamtx --step 5'],
  find(facts): CauseFinding | undefined {
    const fault = publishingFault(facts);
    if (fault?.kind === 'again') {
      const { text, evidence, certainty } = fault;
      return { summary: `${text}.`, evidence, certainty };
    }
    const frames = frameFault(facts);
    if (frames?.kind !== 'again') return undefined;
    return { summary: `The output ${frames.text}.`, evidence: frames.evidence, certainty: 'certain' };
  },
});
