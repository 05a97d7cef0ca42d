import { resultRef, share, stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The dubbed audio of results is not base64. */
export const resultAudioNotBase64 = defineCause({
  code: 'RESULT_AUDIO_NOT_BASE64',
  title: 'The dubbed audio of results is not base64',
  boundary: 'result',
  class: 'PRODUCT',
  meaning:
    'dubbed_audio.data_base64 contains characters that base64 does not have: another encoding, such as hexadecimal with separators, a data URL or raw bytes as text. The worker cannot decode it.',
  evidenceFor: ['characters outside of the base64 alphabet in `data_base64`'],
  evidenceAgainst: ['valid base64 whose content is not audio: see RESULT_AUDIO_UNDECODABLE'],
  fix: 'Correct the STS service: encode dubbed_audio.data_base64 as base64 (RFC 4648, section 4), without prefix and line breaks.',
  places: ['services/sts-service/processing/dubbing-processor.ts'],
  confirm: ['pnpm scenario show <run> --step 4'],
  find(facts): CauseFinding | undefined {
    const dubbed = stsExchange(facts).results.filter(({ audio }) => (audio?.characters ?? 0) > 0);
    const invalid = dubbed.filter(({ audio }) => audio?.isInvalid === true);
    const [first, ...others] = invalid;
    if (first === undefined) return undefined;
    const what = 'data_base64 contains characters that are not base64';
    return {
      summary: `The dubbed audio of ${share(invalid, dubbed)} results is not base64.`,
      evidence: [resultRef(first, what), ...others.slice(0, 1).map((result) => resultRef(result, what))],
      certainty: 'certain',
    };
  },
});
