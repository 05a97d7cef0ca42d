import { z } from 'zod';
import { pause, systemClock } from '../../../harness/engine/index.ts';
import type { FaultStage } from '../fault-stage.ts';

/** Some seconds of it have been recorded by then. */
const AFTER_MS = 3000;

const listSchema = z.object({
  items: z.array(z.object({ id: z.string(), path: z.string(), state: z.string() })),
});

/** Closes the connection of a publisher some seconds after it came on air, as an operator does with MediaMTX's API. */
export async function kickPublisher(stage: FaultStage, apiUrl: string, path: RegExp): Promise<void> {
  const { signal } = stage;
  await pause(systemClock, AFTER_MS, signal);
  const response = await fetch(`${apiUrl}/v3/rtmpconns/list`, { signal });
  const { items } = listSchema.parse(await response.json());
  const connection = items.find((one) => one.state === 'publish' && path.test(one.path));
  if (connection === undefined) throw new Error(`nobody publishes a path that matches ${path}`);
  const kicked = await fetch(`${apiUrl}/v3/rtmpconns/kick/${connection.id}`, { method: 'POST', signal });
  if (!kicked.ok) throw new Error(`MediaMTX answered ${kicked.status}`);
}
