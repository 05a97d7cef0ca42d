import { z } from 'zod';
import type { PipelineFacts } from './pipeline-facts.ts';

const stackSchema = z.looseObject({ err: z.looseObject({ stack: z.string() }) });
const FRAME = /(services\/[\w./-]+\.ts:\d+)/;

/**
 * The line of a service's code in which a logged error was thrown: `services/media-service/worker/worker.ts:12`.
 *
 * @param seq the event of the log line
 */
export function stackPlace(facts: PipelineFacts, seq: number | undefined): string | undefined {
  const line = facts.logs().find((one) => one.seq === seq);
  return FRAME.exec(stackSchema.safeParse(line?.data).data?.err.stack ?? '')?.[1];
}
