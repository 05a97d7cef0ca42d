import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** The model of the ASR provider was withdrawn. */
export const asrRejectsAudio = defineFault({
  id: 'asr-rejects-audio',
  title: 'The ASR provider rejects every request',
  boundary: 'asr',
  expected: { step: 'fragments-processed', cause: 'ASR_FAILED' },
  alter: async (stage) => {
    const url = await startHttpRelay(stage, {
      target: 'http://127.0.0.1:9',
      respond: () => ({
        status: 404,
        headers: { 'content-type': 'application/json' },
        body: '{"error":{"message":"The model whisper-1 does not exist","type":"invalid_request_error"}}',
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
