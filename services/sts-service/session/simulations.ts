import type { FragmentData } from '../../contracts/fragment.ts';
import type {
  ErrorRule,
  ErrorSimulation,
  ErrorSimulationAck,
  SimulateDisconnect,
  SimulateDisconnectAck,
} from '../../contracts/sts-fault-events.ts';
import type { FragmentResult } from '../processing/fragment-processor.ts';

/** Errors that a worker requested for its own session. */
export class ErrorSimulator {
  #rules: readonly ErrorRule[] = [];
  #accepted = 0;

  /** Replaces the rules. No rule applies while the simulation is disabled. */
  configure({ enabled, rules }: ErrorSimulation): ErrorSimulationAck {
    this.#rules = enabled ? rules : [];
    const state = enabled ? `active rules: ${rules.length}` : 'error simulation is off';
    const warnings = rules.flatMap((rule, index) => (canMatch(rule) ? [] : [describeMismatch(rule, index)]));
    return {
      status: 'accepted',
      rules_count: rules.length,
      message: [state, ...warnings].join('; '),
    };
  }

  /** The simulated result of an accepted fragment; `undefined` to process it. Call it once per fragment. */
  next({ fragment_id, sequence_number }: FragmentData): FragmentResult | undefined {
    this.#accepted += 1;
    const rule = this.#rules.find(({ trigger, value }) => {
      if (trigger === 'fragment_id') return value === fragment_id;
      if (trigger === 'sequence_number') return value === sequence_number;
      return typeof value === 'number' && value >= 1 && this.#accepted % value === 0;
    });
    if (rule === undefined) return undefined;
    const { error_code: code, error_message: message, retryable, stage } = rule;
    return {
      status: 'failed',
      error: { code, message, retryable, ...(stage === undefined ? {} : { stage }) },
    };
  }
}

/** The values of each trigger that can match. */
const MATCHING_VALUES: Readonly<Record<ErrorRule['trigger'], string>> = {
  sequence_number: 'a number from 0',
  fragment_id: 'a string',
  nth_fragment: 'a number from 1',
};

function canMatch({ trigger, value }: ErrorRule): boolean {
  if (trigger === 'fragment_id') return typeof value === 'string';
  return typeof value === 'number' && value >= (trigger === 'nth_fragment' ? 1 : 0);
}

function describeMismatch({ trigger, value }: ErrorRule, index: number): string {
  return `rules.${index} never matches: ${trigger} is ${MATCHING_VALUES[trigger]}, but value is ${JSON.stringify(value)}`;
}

/** The disconnect that a worker requested for its own socket. A new request replaces the previous one. */
export class DisconnectSimulator {
  readonly #disconnect: (reason: string) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(disconnect: (reason: string) => void) {
    this.#disconnect = disconnect;
  }

  schedule({ delay_ms, reason = 'not specified' }: SimulateDisconnect): SimulateDisconnectAck {
    this.cancel();
    this.#timer = setTimeout(() => this.#disconnect(reason), delay_ms);
    return {
      status: 'scheduled',
      disconnect_at_ms: Date.now() + delay_ms,
      message: `The server disconnects in ${delay_ms} ms. Reason: ${reason}.`,
    };
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
