import { defineFault } from '../define-fault.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** The folder of the acoustic model is empty. */
export const stsModelMissing = defineFault({
  id: 'sts-model-missing',
  title: 'The STS service ends at its start because a model is missing',
  boundary: 'sts-connection',
  expected: { step: 'environment-setup', cause: 'STS_NOT_RUNNING' },
  alter: ({ folder }) => ({
    specs: setVariables('sts-service', { STS_POCKETSPHINX_MODEL_DIR: folder }),
  }),
});
