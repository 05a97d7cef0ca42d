import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The metrics have moved to another path. */
export const metricsRedirected = defineFault({
  id: 'metrics-redirected',
  title: 'The metrics of media-service are redirected',
  boundary: 'measurement',
  expected: { step: 'worker-connected', cause: 'METRICS_REDIRECT' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/http/status-routes.ts',
        find: "  app.get('/metrics', async (_request, reply) => {",
        replace:
          "  app.get('/metrics', async (_request, reply) => await reply.redirect('/v1/metrics', 301));\n  app.get('/v1/metrics', async (_request, reply) => {",
      },
    ]),
  }),
});
