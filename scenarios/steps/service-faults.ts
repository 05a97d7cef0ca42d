import { HarnessError, pause, systemClock } from '../../harness/engine/index.ts';
import type { ServiceControl, ServiceName } from '../../harness/environments/index.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';
import { describeProgress, type StreamProgress, waitForProgress } from '../rig/stream-progress.ts';

const KILL_WITHIN_MS = 65_000;
const START_WITHIN_MS = 90_000;

/** A scenario stops or starts services that the harness cannot control. */
class NoControlError extends HarnessError {
  constructor(environment: string) {
    super(`services cannot be stopped and started in the environment "${environment}". Use --env process`, {
      code: 'NO_SERVICE_CONTROL',
      fault: 'ENVIRONMENT',
    });
  }
}

/** A fault: a service is killed, at once or when the stream has come so far. */
export function killService(
  service: ServiceName,
  { once }: { readonly once?: StreamProgress } = {},
): DubbingStep {
  return {
    id: `kill-${service}`,
    title: `Kill ${service}${once === undefined ? '' : ` once ${describeProgress(once)}`}`,
    timeoutMs: KILL_WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const control = serviceControl(rig);
      if (once !== undefined) await waitForProgress(ctx, rig, once);
      ctx.record('killed-process', { value: await control.kill(service) });
      return undefined;
    },
  };
}

/** A fault: MediaMTX is killed when the stream has come so far, and its publishers lose their connections. */
export function killMediaServer({ once }: { readonly once: StreamProgress }): DubbingStep {
  return {
    id: 'kill-mediamtx',
    title: `Kill MediaMTX once ${describeProgress(once)}; publishers lose their connections`,
    timeoutMs: KILL_WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const control = serviceControl(rig);
      const { publisher } = rig.live;
      await waitForProgress(ctx, rig, once);
      // The publisher's lost connection is part of the fault. Killing it here prevents a report of a second fault.
      const [identity] = await Promise.all([control.kill('mediamtx'), publisher.kill()]);
      ctx.record('killed-process', { value: identity });
      ctx.record('published-duration', { value: publisher.publishedS, unit: 's' });
      return undefined;
    },
  };
}

/** Restarts a killed service after a time, or at a point of the stream. */
export function startService(
  service: ServiceName,
  when: { readonly afterMs: number } | { readonly once: StreamProgress },
): DubbingStep {
  const condition = 'once' in when ? `once ${describeProgress(when.once)}` : `after ${when.afterMs / 1000} s`;
  return {
    id: `start-${service}`,
    title: `Restart ${service} ${condition}`,
    timeoutMs: START_WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const control = serviceControl(rig);
      // The length of the outage is the fault itself: there is no condition to poll for.
      if ('once' in when) await waitForProgress(ctx, rig, when.once);
      else await pause(systemClock, when.afterMs, ctx.signal);
      ctx.record('started-process', { value: await control.start(service, ctx.signal) });
      return undefined;
    },
  };
}

/** @throws {HarnessError} NO_SERVICE_CONTROL */
function serviceControl({ live, options }: DubbingRig): ServiceControl {
  const { control } = live.environment;
  if (control === undefined) throw new NoControlError(options.environment);
  return control;
}
