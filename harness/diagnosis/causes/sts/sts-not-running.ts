import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** The STS service never answered. */
export const stsNotRunning = defineCause({
  code: 'STS_NOT_RUNNING',
  title: 'The STS service does not run',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'Nothing listens at the address of the STS service, or its process ended while it started, for example because a program or model of a provider is missing. No segment can be dubbed.',
  evidenceFor: [
    'its address refuses connections, and there is no process of it',
    'its process ended before it answered for the first time',
  ],
  evidenceAgainst: ['an answer of the STS service during the run'],
  fix: 'Start the STS service, so that it listens at <sts-service> (node services/sts-service/main.ts). If it ends at once, correct the first error of its log, such as a missing model or program of a provider.',
  confirm: ['curl -i <sts-service>/health', 'pnpm scenario show <run> --logs sts-service'],
  terminal: true,
  find: (facts) => troubleFinding(facts, 'sts-service', 'never-ran'),
});
