/** Starts services in containers, prints the run id, and waits to be killed. */
import { runInCompose } from './run-in-compose.ts';

await runInCompose({}, async (ctx, { run }) => {
  console.log(run.runId);
  await new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)));
  return undefined;
});
