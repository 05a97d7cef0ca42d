import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** An error in a timer of media-service is caught nowhere. */
export const mediaServiceThrows = defineFault({
  id: 'media-service-throws',
  title: 'media-service ends with an uncaught error when the stream begins',
  boundary: 'media-service',
  expected: { step: 'worker-connected', cause: 'MEDIA_SERVICE_DIED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/streams/stream-registry.ts',
        find: '    const worker = this.#start(streamId, sourceId);\n',
        replace:
          '    const worker = this.#start(streamId, sourceId);\n    setTimeout(() => this.#states.flush(), 50);\n',
      },
    ]),
  }),
});
