import { z } from 'zod';
import { LIVE_PREFIX } from './live-stream.ts';
import type { Pipeline } from './pipeline.ts';

const SETTLE_MS = 15_000;
const POLL_MS = 200;

const streamsSchema = z.object({ streams: z.array(z.object({ streamId: z.string() })) });

/** What the services must look like once all is over: as if nothing had been. @returns what is wrong */
export async function aftermath(pipeline: Pipeline): Promise<string[]> {
  const { mediaService, stsService, mediaServiceUrl, stsUrl } = pipeline;
  const crashes = [mediaService, stsService].flatMap(({ crash }) => crash ?? []);
  if (crashes.length > 0) return crashes;

  const wrong: string[] = [];
  for (const { name, errors } of [mediaService, stsService]) {
    for (const line of errors.slice(0, 10)) wrong.push(`${name} logged an error: ${line.slice(0, 1500)}`);
  }
  const { streams } = streamsSchema.parse(await (await fetch(`${mediaServiceUrl}/v1/streams`)).json());
  const ghosts = streams.map(({ streamId }) => streamId).filter((id) => !id.startsWith(LIVE_PREFIX));
  if (ghosts.length > 0) wrong.push(`workers were started for ${ghosts.join(', ')}`);
  for (const url of [mediaServiceUrl, stsUrl]) {
    const { status } = await fetch(`${url}/health`);
    if (status !== 200) wrong.push(`${url}/health answers ${status}`);
  }
  for (const gauge of ['sts_sessions_active', 'sts_fragments_in_flight']) {
    const value = await settled(stsUrl, gauge);
    if (value !== 0) wrong.push(`${gauge} is ${value}, and nobody is connected`);
  }
  return wrong;
}

/** A gauge once it is 0, or what it still is after a while. */
async function settled(url: string, gauge: string): Promise<number> {
  const deadlineMs = performance.now() + SETTLE_MS;
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const value = Number(new RegExp(`^${gauge} (\\S+)$`, 'm').exec(text)?.[1]);
    if (value === 0 || performance.now() > deadlineMs) return value;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
