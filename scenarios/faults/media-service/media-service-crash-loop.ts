import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';
import { changeService } from '../rigging/service-specs.ts';

const SUPERVISOR = `trap 'kill $child; wait; exit' TERM; while :; do "$@" & child=$!; wait $child; sleep 0.2; done`;

/** media-service ends shortly after each start, and a shell loop restarts it. */
export const mediaServiceCrashLoop = defineFault({
  id: 'media-service-crash-loop',
  title: 'media-service ends at each stream and a supervisor restarts it',
  boundary: 'media-service',
  expected: { step: 'worker-connected', orStep: 'fragments-processed', cause: 'MEDIA_SERVICE_CRASH_LOOP' },
  alter: async (stage) => {
    const broken = await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/streams/stream-registry.ts',
        find: '    this.#active.add(worker);',
        replace: '    this.#active.add(worker);\n    setTimeout(() => this.#states.rebalance(), 20);',
      },
    ]);
    return {
      async specs(specs) {
        const supervised = changeService('media-service', ({ command, args }) => ({
          command: 'sh',
          args: ['-c', SUPERVISOR, 'supervise', command, ...args],
        }));
        return supervised(await broken(specs));
      },
    };
  },
});
