/**
 * Ends process groups whose owner is gone. The owner writes `+<pgid>` for each group that it starts and
 * `-<pgid>` for each that it has ended; when its pipe closes, whatever the reason, what is left is killed.
 * A process of its own, in a session of its own: neither Ctrl-C nor SIGKILL of the owner reaches it.
 */
import { createInterface } from 'node:readline';

const groups = new Set<number>();

for await (const line of createInterface({ input: process.stdin })) {
  const pgid = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(pgid);
  else groups.delete(pgid);
}

for (const pgid of groups) {
  try {
    process.kill(-pgid, 'SIGKILL');
  } catch (error) {
    // Ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
