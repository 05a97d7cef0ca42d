import { z } from 'zod';
import { LIVE_PREFIX } from './live-stream.ts';
import type { Pipeline } from './pipeline.ts';

const SETTLE_MS = 15_000;
const POLL_MS = 200;

const streamsSchema = z.object({ streams: z.array(z.object({ streamId: z.string() })) });

/**
 * Examines the services after the last input: they must not have crashed, logged errors, started workers for invalid
 * input or kept sessions.
 *
 * @returns a description of each fault
 */
export async function findLastingFaults(pipeline: Pipeline): Promise<string[]> {
  const { mediaService, stsService, mediaServiceUrl, stsUrl } = pipeline;
  const crashes = [mediaService, stsService].flatMap(({ crash }) => crash ?? []);
  if (crashes.length > 0) return crashes;

  const faults: string[] = [];
  for (const { name, errors } of [mediaService, stsService]) {
    for (const line of errors.slice(0, 10)) faults.push(`${name} logged an error: ${line.slice(0, 1500)}`);
  }
  const { streams } = streamsSchema.parse(await (await fetch(`${mediaServiceUrl}/v1/streams`)).json());
  const unexpected = streams.map(({ streamId }) => streamId).filter((id) => !id.startsWith(LIVE_PREFIX));
  if (unexpected.length > 0) faults.push(`unexpected workers: ${unexpected.join(', ')}`);
  for (const url of [mediaServiceUrl, stsUrl]) {
    const { status } = await fetch(`${url}/health`);
    if (status !== 200) faults.push(`${url}/health returned ${status}`);
  }
  for (const gauge of ['sts_sessions_active', 'sts_fragments_in_flight']) {
    const value = await settledGauge(stsUrl, gauge);
    if (value !== 0) faults.push(`${gauge} is ${value} without a connection`);
  }
  return faults;
}

/** Waits for a gauge to become 0. Returns its last value. */
async function settledGauge(url: string, gauge: string): Promise<number> {
  const deadlineMs = performance.now() + SETTLE_MS;
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const value = Number(new RegExp(`^${gauge} (\\S+)$`, 'm').exec(text)?.[1]);
    if (value === 0 || performance.now() > deadlineMs) return value;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
