/**
 * Sends a signal to a process group, or to its leader only. A process that has already ended is not an error.
 *
 * @param pid of the leader, which is the id of the group
 * @throws the error of the system, such as EPERM
 */
export function signalGroup(pid: number, signal: NodeJS.Signals, to: 'leader' | 'group' = 'group'): void {
  try {
    process.kill(to === 'leader' ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
