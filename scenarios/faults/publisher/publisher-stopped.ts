import { defineFault } from '../define-fault.ts';
import { findPublisher } from '../rigging/find-publisher.ts';

/** The publisher is suspended: the process exists and sends nothing. */
export const publisherStopped = defineFault({
  id: 'publisher-stopped',
  title: 'The publisher is suspended in mid-stream',
  boundary: 'publisher',
  expected: { step: 'fragments-processed', cause: 'PUBLISHER_STOPPED' },
  alter: (stage) => {
    stage.whenPublished(4, () => void process.kill(findPublisher(), 'SIGSTOP'));
    return {};
  },
});
