import type { PipelineFacts } from '../facts/pipeline-facts.ts';
import { type ServiceName, type ServiceTrouble, serviceTrouble } from '../facts/service-life.ts';
import { stackPlace } from '../facts/stack-place.ts';
import type { CauseFinding } from './cause.ts';

/** The finding of a cause that is one kind of trouble of a service's process. */
export function troubleFinding(
  facts: PipelineFacts,
  service: ServiceName,
  kind: ServiceTrouble['kind'],
): CauseFinding | undefined {
  const trouble = serviceTrouble(facts, service);
  if (trouble?.kind !== kind) return undefined;
  const { evidence, bySignal, how } = trouble;
  const [, why] = evidence;
  const place = stackPlace(facts, why?.seq);
  return {
    summary: summaryOf(service, trouble),
    evidence,
    certainty: 'certain',
    // No service sends itself a signal that ends it.
    ...(kind === 'died' && {
      class: bySignal ? 'ENVIRONMENT' : 'PRODUCT',
      fix: fixOfDeath(service, how, place),
    }),
    ...(kind === 'crash-loop' &&
      place !== undefined && { fix: `Correct ${place}, where the error of ${service} was thrown.` }),
    ...(kind === 'never-ran' &&
      why !== undefined && {
        fix: `Correct what this error names, and start ${service} again.`,
      }),
  };
}

/** What to do about a process that ended by a signal, or by itself. */
export function fixOfDeath(service: string, how: string, place?: string): string {
  return how.startsWith('SIG')
    ? `Free memory if the log of the kernel shows that the OOM killer ended ${service}; otherwise stop the supervisor or script that sent ${how}. Then restart ${service}.`
    : place === undefined
      ? `Correct the last error in the log of ${service} (pnpm scenario show <run> --logs ${service} | tail -20) or, without one, the code that ends the process with ${how}; then restart it.`
      : `Correct ${place}, where the error was thrown, and restart ${service}.`;
}

function summaryOf(service: ServiceName, { kind, how, evidence: [, why] }: ServiceTrouble): string {
  const because = why === undefined ? '' : ` Its error: ${why.text.replace(`${service}: `, '')}`;
  const ended = how.startsWith('nothing')
    ? how
    : `its process ended ${how.startsWith('SIG') ? 'by' : 'with'} ${how}`;
  switch (kind) {
    case 'never-ran':
      return `${service} does not run: ${ended}.${because}`;
    case 'died':
      return `${service} ended during the run: ${ended}.${because}`;
    case 'crash-loop':
      return `${service} ends and is restarted again and again: it ${how}.${because}`;
    case 'stopped':
      return `${service} is stopped (${how}): its process exists and is not executed.`;
  }
}
