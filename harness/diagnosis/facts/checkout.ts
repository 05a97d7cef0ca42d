import type { PipelineFacts } from './pipeline-facts.ts';

/**
 * The file of this checkout in which a part of the services is, in parentheses after the part: ` (services/…)`. Empty for a
 * pipeline that the run has not started: its services may come from elsewhere.
 */
export function inCheckout({ environment }: PipelineFacts, file: string): string {
  return environment === 'attach' ? '' : ` (${file})`;
}
