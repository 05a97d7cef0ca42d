import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** The quota of the account is used up. */
export const translatorRateLimited = defineFault({
  id: 'translator-rate-limited',
  title: 'The translation provider answers 429',
  boundary: 'translation',
  expected: { step: 'fragments-processed', cause: 'PROVIDER_RATE_LIMITED' },
  alter: async (stage) => {
    const url = await startHttpRelay(stage, {
      target: 'http://127.0.0.1:9',
      respond: () => ({
        status: 429,
        headers: { 'content-type': 'application/json' },
        body: '{"error":"Too many requests"}',
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
