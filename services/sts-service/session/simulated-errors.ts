import type { FragmentData } from '../../contracts/fragment.ts';
import type { ErrorRule, ErrorSimulation, ErrorSimulationAck } from '../../contracts/sts-fault-events.ts';
import type { FragmentResult } from '../processing/fragment-processor.ts';

/** The failures that a worker ordered for its own session. */
export class SimulatedErrors {
  #rules: readonly ErrorRule[] = [];
  #seen = 0;

  /** Replaces the rules; none are in force while the simulation is not enabled. */
  configure({ enabled, rules }: ErrorSimulation): ErrorSimulationAck {
    this.#rules = enabled ? rules : [];
    const inForce = enabled ? `rules in force: ${rules.length}` : 'error simulation is off';
    const futile = rules.flatMap((rule, index) => (canMatch(rule) ? [] : [describeFutile(rule, index)]));
    return {
      status: 'accepted',
      rules_count: rules.length,
      message: [inForce, ...futile].join('; '),
    };
  }

  /** What an accepted fragment must come to, or `undefined` when it is to be worked on. Call it once for each. */
  next({ fragment_id, sequence_number }: FragmentData): FragmentResult | undefined {
    this.#seen += 1;
    const facts = { sequence_number, fragment_id, nth_fragment: this.#seen };
    const rule = this.#rules.find(({ trigger, value }) => facts[trigger] === value);
    if (rule === undefined) return undefined;
    const { error_code: code, error_message: message = `Simulated error ${code}.`, retryable, stage } = rule;
    return {
      status: 'failed',
      error: { code, message, retryable, ...(stage === undefined ? {} : { stage }) },
    };
  }
}

function canMatch({ trigger, value }: ErrorRule): boolean {
  return typeof value === (trigger === 'fragment_id' ? 'string' : 'number');
}

function describeFutile({ trigger, value }: ErrorRule, index: number): string {
  const expected = trigger === 'fragment_id' ? 'text' : 'number';
  return `rules.${index} never matches: ${trigger} is a ${expected}, ${JSON.stringify(value)} is not`;
}
