import { HarnessError } from '../../harness/engine/index.ts';
import type { ServiceControl } from '../../harness/environments/index.ts';
import type { DubbingRig } from './dubbing-rig.ts';

/** A scenario ends or starts services, and they run where the harness has no hand on them. */
class NoControlError extends HarnessError {
  constructor(environment: string) {
    super(
      `single services cannot be ended and started in the environment "${environment}": run it with --env process`,
      { code: 'NO_SERVICE_CONTROL', fault: 'ENVIRONMENT' },
    );
  }
}

/** @throws {HarnessError} NO_SERVICE_CONTROL */
export function serviceControl({ live, options }: DubbingRig): ServiceControl {
  const { control } = live.environment;
  if (control === undefined) throw new NoControlError(options.environment);
  return control;
}
