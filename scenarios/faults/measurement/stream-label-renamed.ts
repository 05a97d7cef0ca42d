import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A version of media-service with other labels. */
export const streamLabelRenamed = defineFault({
  id: 'stream-label-renamed',
  title: 'The label of the stream has another name',
  boundary: 'measurement',
  expected: { step: 'worker-connected', cause: 'METRIC_LABEL_RENAMED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/metrics/instruments.ts',
        find: "new Counter({ name, help, labelNames: ['stream_id', ...labels], registers });",
        replace: "new Counter({ name, help, labelNames: ['stream', ...labels] as any[], registers });",
      },
      {
        module: 'services/media-service/metrics/instruments.ts',
        find: "new Gauge({ name, help, labelNames: ['stream_id', ...labels], registers });",
        replace: "new Gauge({ name, help, labelNames: ['stream', ...labels] as any[], registers });",
      },
      {
        module: 'services/media-service/metrics/instruments.ts',
        find: "      labelNames: ['stream_id'],",
        replace: "      labelNames: ['stream'] as any[],",
      },
      {
        module: 'services/media-service/metrics/stream-metrics.ts',
        find: '    this.#stream = { stream_id: streamId };',
        replace: '    this.#stream = { stream: streamId } as any;',
      },
    ]),
  }),
});
