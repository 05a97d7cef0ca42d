import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** The account of the ASR provider has a low rate limit. */
export const asrRateLimited = defineFault({
  id: 'asr-rate-limited',
  title: 'The ASR provider answers 429',
  boundary: 'asr',
  expected: { step: 'fragments-processed', cause: 'PROVIDER_RATE_LIMITED' },
  alter: async (stage) => {
    const url = await startHttpRelay(stage, {
      target: 'http://127.0.0.1:9',
      respond: () => ({
        status: 429,
        headers: { 'content-type': 'application/json' },
        body: '{"error":{"message":"Rate limit reached for whisper-1"}}',
      }),
    });
    return {
      specs: setVariables('sts-service', {
        STS_ASR: 'openai',
        STS_ASR_URL: url,
      }),
    };
  },
});
