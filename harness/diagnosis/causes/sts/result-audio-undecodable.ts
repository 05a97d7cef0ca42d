import { z } from 'zod';
import { fragmentAudioSchema } from '../../../run-data/fragment-audio.ts';
import { resultRef, stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

const outputSchema = z.looseObject({ audio: z.array(fragmentAudioSchema) });

/** The dubbed audio is base64 of something that is not audio. */
export const resultAudioUndecodable = defineCause({
  code: 'RESULT_AUDIO_UNDECODABLE',
  title: 'The dubbed audio of results cannot be decoded',
  boundary: 'result',
  class: 'PRODUCT',
  meaning:
    'dubbed_audio.data_base64 is valid base64, but its content is not audio in a format of the protocol: a cut-off file, an error page, or samples without a label. The worker airs the original audio.',
  evidenceFor: ['the message of the decoder for the kept audio of the fragment'],
  evidenceAgainst: [
    'text that is not base64: see RESULT_AUDIO_NOT_BASE64',
    'no audio at all: see RESULT_WITHOUT_AUDIO',
  ],
  fix: 'Correct the STS service: dubbed_audio.data_base64 must hold a complete file in a format of the protocol. ffprobe of the kept audio shows the damage.',
  places: [
    'services/sts-service/audio/encode-audio.ts',
    'services/sts-service/processing/dubbing-processor.ts',
  ],
  confirm: ['ffprobe <dubbed-audio>'],
  find(facts): CauseFinding | undefined {
    const measured = outputSchema.safeParse(facts.outputOf('event-data')).data?.audio ?? [];
    const { results } = stsExchange(facts);
    const damaged = measured.flatMap(({ sequence, problem }) => {
      const result = results.find((candidate) => candidate.sequence === sequence);
      const hasAudio = (result?.audio?.characters ?? 0) > 0 && result?.audio?.isInvalid === false;
      return problem === undefined || result === undefined || !hasAudio ? [] : [{ result, problem }];
    });
    const [first, ...others] = damaged;
    if (first === undefined) return undefined;
    const ref = ({ result, problem }: typeof first) => resultRef(result, problem.split('\n', 1)[0] ?? '');
    return {
      summary: `The dubbed audio of ${damaged.length} of ${measured.length} results cannot be decoded: ${first.problem.split('\n', 1)[0]}`,
      evidence: [ref(first), ...others.slice(0, 1).map(ref)],
      certainty: 'certain',
    };
  },
});
