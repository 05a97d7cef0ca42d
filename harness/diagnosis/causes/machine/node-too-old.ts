import { NODE_OLDEST, oldNode } from '../../facts/tool-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** A service runs with a Node that is too old. */
export const nodeTooOld = defineCause({
  code: 'NODE_TOO_OLD',
  title: 'A service runs with a Node that is too old',
  boundary: 'machine',
  class: 'ENVIRONMENT',
  meaning:
    'The services are TypeScript that Node runs directly. An older Node rejects their files, options or modules, and the service ends during its start.',
  evidenceFor: [
    'the version that the program prints',
    'an error of the program about a file or an option that it does not support',
  ],
  evidenceAgainst: ['a recent version'],
  fix: `Install Node ${NODE_OLDEST} or newer where the service runs, or start it with the node that pnpm installs (pnpm exec node).`,
  confirm: ['node --version'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const old = oldNode(facts);
    if (old === undefined) return undefined;
    const { user, version, evidence } = old;
    return {
      summary: `${user} runs with Node ${version ?? 'of an unknown version'}, but needs Node ${NODE_OLDEST} or newer.`,
      evidence,
      certainty: 'certain',
    };
  },
});
