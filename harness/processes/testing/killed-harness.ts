/** A harness that owns a process with a child, prints their pids, and waits to be killed. */
import { OwnedProcess } from '../owned-process.ts';
import { Reaper } from '../reaper.ts';

const owned: OwnedProcess = await OwnedProcess.start({
  name: 'shell',
  command: 'sh',
  args: ['-c', 'sleep 60 & echo $!; wait'],
  reaper: new Reaper(),
  onLine: (childPid) => console.log(`${owned.pid} ${childPid}`),
});
await owned.ended;
