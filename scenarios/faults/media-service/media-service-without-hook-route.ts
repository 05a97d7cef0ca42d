import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A newer version of media-service serves the hooks elsewhere. */
export const mediaServiceWithoutHookRoute = defineFault({
  id: 'media-service-without-hook-route',
  title: 'media-service has no route for the hooks',
  boundary: 'media-service',
  expected: { step: 'worker-connected', cause: 'MEDIA_SERVICE_NO_HOOK_ROUTE' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/http/hook-routes.ts',
        find: 'app.all(`/v1/',
        replace: 'app.all(`/v2/',
      },
    ]),
  }),
});
