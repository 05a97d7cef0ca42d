import { errorMessage } from '../../lib/error-message.ts';
import { type RunContext, toJson } from '../engine/index.ts';
import { containersProbe } from './containers.ts';
import { diskProbe } from './disk.ts';
import { hookFileProbe } from './hook-file.ts';
import { mediamtxConfigProbe } from './mediamtx-config.ts';
import { mediamtxPathsProbe } from './mediamtx-paths.ts';
import { metricsNamesProbe } from './metrics-names.ts';
import { outputPacketProbe } from './output-packet.ts';
import { portsProbe } from './ports.ts';
import type { Probe, ProbedPipeline } from './probe.ts';
import { processesProbe } from './processes.ts';
import { recordingsProbe } from './recordings.ts';
import { servicesProbe } from './services.ts';
import { stsSessionProbe } from './sts-session.ts';
import { toolsProbe } from './tools.ts';
import { workerProbe } from './worker.ts';

/** The probes are asked to end after this time, whether or not this process was blocked. */
const PROBES_WITHIN_MS = 2400;
/** Time to record what is known by then. Together below the engine's limit for what runs after a failed step. */
const GRACE_MS = 200;

const PROBES: readonly Probe[] = [
  servicesProbe,
  portsProbe,
  hookFileProbe,
  mediamtxConfigProbe,
  mediamtxPathsProbe,
  toolsProbe,
  stsSessionProbe,
  metricsNamesProbe,
  workerProbe,
  diskProbe,
  recordingsProbe,
  outputPacketProbe,
  containersProbe,
  processesProbe,
];

/** What is known about the pipeline of a run. A step that is retried may start another. */
const pipelines = new WeakMap<object, () => ProbedPipeline>();

/**
 * After the first failed step of the run, observes the pipeline with all probes side by side. Each records its
 * observations under the source `probe`, or why it has none.
 *
 * @param pipeline returns what is known by then; replaces that of an earlier call
 */
export function probeAfterFailure(
  run: Pick<RunContext, 'observe' | 'onFailureDiagnose'>,
  pipeline: () => ProbedPipeline,
): void {
  const isRegistered = pipelines.has(run);
  pipelines.set(run, pipeline);
  if (isRegistered) return;
  run.onFailureDiagnose(async (signal) => {
    const known = pipelines.get(run)?.();
    if (known !== undefined) await runProbes(PROBES, known, run, signal);
    return undefined;
  });
}

/** Runs probes side by side. Never throws; ends with `stop`, or at the deadline of the probes. */
export async function runProbes(
  probes: readonly Probe[],
  pipeline: ProbedPipeline,
  run: Pick<RunContext, 'observe'>,
  stop: AbortSignal,
): Promise<void> {
  const ending = new AbortController();
  const late = new Error(`no result within ${PROBES_WITHIN_MS + GRACE_MS} ms`);
  const timer = setTimeout(() => {
    // Responses that have arrived meanwhile are read first.
    setImmediate(() => ending.abort(late));
  }, PROBES_WITHIN_MS);
  const signal = AbortSignal.any([stop, ending.signal]);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  // Without a probe, nobody else handles it.
  stopped.catch(() => undefined);
  let grace: NodeJS.Timeout | undefined;
  stop.addEventListener('abort', () => reject(stop.reason), { once: true });
  ending.signal.addEventListener('abort', () => {
    grace = setTimeout(() => reject(late), GRACE_MS);
  });
  await Promise.all(
    probes.map(async ({ name, observe }) => {
      try {
        const observations = await Promise.race([observe(pipeline, signal), stopped]);
        for (const observation of observations) run.observe('probe', name, toJson(observation));
      } catch (error) {
        run.observe('probe', name, { error: errorMessage(error) });
      }
    }),
  );
  clearTimeout(timer);
  // Ends what a probe that is late has left.
  ending.abort(late);
  clearTimeout(grace);
}
