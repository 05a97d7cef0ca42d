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

/** Below the engine's limit for what runs after a failed step. */
const PROBE_WITHIN_MS = 2500;

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

/** Runs probes side by side. Never throws; ends within {@link PROBE_WITHIN_MS}. */
export async function runProbes(
  probes: readonly Probe[],
  pipeline: ProbedPipeline,
  run: Pick<RunContext, 'observe'>,
  stop: AbortSignal,
): Promise<void> {
  const late = new Error(`no result within ${PROBE_WITHIN_MS} ms`);
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(late), PROBE_WITHIN_MS);
  const signal = AbortSignal.any([stop, deadline.signal]);
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    await Promise.all(
      probes.map(async ({ name, observe }) => {
        try {
          const observations = await Promise.race([observe(pipeline, signal), stopped]);
          for (const observation of observations) run.observe('probe', name, toJson(observation));
        } catch (error) {
          // An interrupted run needs no diagnosis.
          if (!stop.aborted) run.observe('probe', name, { error: errorMessage(error) });
        }
      }),
    );
  } finally {
    clearTimeout(timer);
    // Ends what a probe that lost the race has left.
    deadline.abort(late);
  }
}
