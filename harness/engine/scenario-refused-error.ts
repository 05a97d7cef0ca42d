import { HarnessError } from './errors.ts';

/** With these options a scenario would prove nothing. */
export class ScenarioRefusedError extends HarnessError {
  /** @param why and what to do */
  constructor(scenarioId: string, why: string) {
    super(`${scenarioId} cannot be run so: ${why}`, { code: 'SCENARIO_REFUSED', fault: 'INCONCLUSIVE' });
  }
}
