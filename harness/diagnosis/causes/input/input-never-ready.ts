import { neverReady } from '../../facts/input-facts.ts';
import { defineCause } from '../cause.ts';

/** The path never becomes ready. */
export const inputNeverReady = defineCause({
  code: 'INPUT_NEVER_READY',
  title: 'MediaMTX receives a connection and no usable stream',
  boundary: 'input',
  class: 'INCONCLUSIVE',
  meaning:
    'The publisher is connected and sends, and MediaMTX never finds the tracks of the stream: the bytes do not arrive, or the stream has no usable media.',
  evidenceFor: [
    'the publisher reports progress, MediaMTX has accepted a connection, and the path of the run never becomes ready',
  ],
  evidenceAgainst: ['the path became ready'],
  fix: 'Repair the connection between publisher and MediaMTX (proxy, tunnel, MTU), or the stream of the publisher: a path becomes ready after 2 s of media with both tracks.',
  confirm: ['curl -s <mediamtx-api>/v3/paths/list', 'curl -s <mediamtx-api>/v3/rtmpconns/list'],
  find: (facts) => {
    const found = neverReady(facts);
    return (
      found && {
        summary: `${facts.inPath} never became ready: MediaMTX accepted the connection, and the publisher has sent ${found.publishedS.toFixed(1)} s of the clip.`,
        evidence: found.evidence,
        certainty: 'likely',
      }
    );
  },
});
