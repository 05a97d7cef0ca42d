import { findFixture } from '../../../fixtures/index.ts';
import { dubOnce } from '../../../harness/socketio/index.ts';
import { cutAudio } from '../../evidence/cut-audio.ts';
import { defineFault } from '../define-fault.ts';

const STREAM = 'studio-1';

/** A second run, on another machine, uses the same STS service and the same name for its stream. */
export const streamNameShared = defineFault({
  id: 'stream-name-shared',
  title: 'The worker of another run dubs a stream of the same name at the same STS service',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STREAM_NAME_SHARED' },
  options: () => ({ streamId: STREAM }),
  alter: (stage) => ({
    async afterStart({ endpoints }) {
      const { signal } = stage;
      const clip = await findFixture('10s-counting-english');
      const audio = await cutAudio(clip, { startS: 0, durationS: 2 }, signal);
      stage.whenPublished(4, async () => {
        await dubOnce({
          ...{ url: endpoints.stsUrl, streamId: STREAM, audio, signal, withinMs: 30_000 },
          ...{ languages: { source: 'en', target: 'es' }, domainHints: ['numbers'] },
        });
      });
    },
  }),
});
