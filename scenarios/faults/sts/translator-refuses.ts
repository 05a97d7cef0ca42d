import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** The language pair is not installed at the translator. */
export const translatorRefuses = defineFault({
  id: 'translator-refuses',
  title: 'The translator refuses every request',
  boundary: 'translation',
  expected: { step: 'fragments-processed', cause: 'TRANSLATION_FAILED' },
  alter: async (stage) => {
    const url = await startHttpRelay(stage, {
      target: 'http://127.0.0.1:9',
      respond: () => ({
        status: 400,
        headers: { 'content-type': 'application/json' },
        body: '{"error":"en is not supported"}',
      }),
    });
    return {
      specs: setVariables('sts-service', {
        STS_TRANSLATOR: 'libretranslate',
        STS_TRANSLATOR_URL: url,
      }),
    };
  },
});
