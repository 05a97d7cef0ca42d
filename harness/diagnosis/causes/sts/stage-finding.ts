import { z } from 'zod';
import { describeFailed, failedResults, type Stage } from '../../facts/failed-results.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { stackPlace } from '../../facts/stack-place.ts';
import { resultRef } from '../../facts/sts-exchange.ts';
import type { CauseFinding } from '../cause.ts';

/** The finding of a cause that is one stage failing for every fragment. */
export function stageFinding(facts: PipelineFacts, stage: Stage, name: string): CauseFinding | undefined {
  const failures = failedResults(facts);
  if (failures?.kind !== 'stage' || failures.stage !== stage) return undefined;
  return {
    summary: `${name} of the STS service fails: ${describeFailed(failures)}.`.replace('..', '.'),
    evidence: failedRefs(failures.failed),
    certainty: 'certain',
    ...fixOf(facts, stage, failures.failed[0].error?.message),
  };
}

const SETTINGS = { asr: 'STS_ASR', translation: 'STS_TRANSLATOR', tts: 'STS_TTS' } as const;
const INPUTS = {
  asr: 'the original audio of a fragment (<run-folder>/attachments/fragment-0-*-original.*)',
  translation: 'the transcript of a fragment',
  tts: 'the translation of a fragment',
} as const;
const providersSchema = z.looseObject({ providers: z.record(z.string(), z.string()) });

/** The line of an unexpected error, or the provider of the stage and its setting. */
function fixOf(facts: PipelineFacts, stage: Stage, message = ''): Pick<CauseFinding, 'fix'> {
  const logged = facts
    .logs({ source: 'sts-service', level: 'error' })
    .find((line) => message !== '' && line.message.includes(message));
  const place = stackPlace(facts, logged?.seq);
  if (place !== undefined) return { fix: `Correct ${place}, where the STS service threw this error.` };
  const [listening] = facts.logs({ source: 'sts-service', message: /^listening$/ });
  const provider = providersSchema.safeParse(listening?.data).data?.providers[stage];
  if (provider === undefined) return {};
  return {
    fix: `Repair the provider ${provider} (setting ${SETTINGS[stage]} of the STS service) by the error above, or set ${SETTINGS[stage]} to another one. To reproduce it, run ${provider} by hand with ${INPUTS[stage]}.`,
  };
}

type Failed = NonNullable<ReturnType<typeof failedResults>>['failed'];

/** The first failed results as evidence. */
export function failedRefs([first, ...others]: Failed): CauseFinding['evidence'] {
  const ref = (result: Failed[number]) =>
    resultRef(result, `${result.error?.code ?? 'failed'}: ${result.error?.message ?? 'no reason given'}`);
  return [ref(first), ...others.slice(0, 2).map(ref)];
}
