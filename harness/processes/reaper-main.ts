/**
 * Kills the process groups of an owner that has ended. The owner writes `+<pgid>` for each group that it starts and
 * `-<pgid>` for each group that has ended. When the pipe closes, for whatever reason, the remaining groups are killed.
 * It runs as a process in a session of its own, so that Ctrl-C and a SIGKILL of the owner do not affect it.
 */
import { createInterface } from 'node:readline';
import { signalGroup } from '../../lib/signal-group.ts';

const groups = new Set<number>();

for await (const line of createInterface({ input: process.stdin })) {
  const pgid = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(pgid);
  else groups.delete(pgid);
}

for (const pgid of groups) signalGroup(pgid, 'SIGKILL');
