import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The STS service does not have the requested voice. */
export const stsInitRefused = defineFault({
  id: 'sts-init-refused',
  title: 'The STS service refuses stream:init',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_INIT_REFUSED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/session/worker-connection.ts',
        find: '    const sessionId = randomUUID();',
        replace:
          "    if (init.config.voice_profile === 'default') {\n      this.#reject({ code: 'INVALID_CONFIG', message: 'voice_profile: \"default\" is not one of female, british', streamId: init.stream_id });\n      return;\n    }\n    const sessionId = randomUUID();",
      },
    ]),
  }),
});
