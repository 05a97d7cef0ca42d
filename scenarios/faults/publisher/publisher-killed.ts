import { defineFault } from '../define-fault.ts';
import { findPublisher } from '../rigging/find-publisher.ts';

/** The kernel's OOM killer, or an operator, kills the publisher. */
export const publisherKilled = defineFault({
  id: 'publisher-killed',
  title: 'The publisher is killed in mid-stream',
  boundary: 'publisher',
  expected: { step: 'fragments-processed', cause: 'PUBLISHER_KILLED' },
  alter: (stage) => {
    stage.whenPublished(4, () => void process.kill(findPublisher(), 'SIGKILL'));
    return {};
  },
});
