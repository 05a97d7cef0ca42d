import { z } from 'zod';
import { defineProbe } from './probe.ts';
import { request, withoutBody } from './request.ts';

/** The services of other teams may have other fields. */
const listSchema = z.object({ streams: z.array(z.record(z.string(), z.json())) });

/** The workers of media-service. */
export const workerProbe = defineProbe('worker', async ({ endpoints }, signal) => {
  if (endpoints === undefined) return [];
  const outcome = await request(`${endpoints.mediaServiceUrl}/v1/streams`, signal);
  if (outcome.status !== 200) return [withoutBody(outcome)];
  const { data } = listSchema.safeParse(parse(outcome.body ?? ''));
  if (data !== undefined) return [{ ...withoutBody(outcome), streams: data.streams }];
  return [{ ...withoutBody(outcome, { keepStart: true }), error: 'the response is not a list of streams' }];
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
