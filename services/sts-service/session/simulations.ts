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
    const facts = { sequence_number, fragment_id, nth_fragment: this.#accepted };
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

function describeMismatch({ trigger, value }: ErrorRule, index: number): string {
  const expected = trigger === 'fragment_id' ? 'string' : 'number';
  return `rules.${index} never matches: ${trigger} is a ${expected}, but value is ${JSON.stringify(value)}`;
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
