/** Time of all processors since the start of the machine, in clock ticks. */
export interface CpuTimes {
  readonly total: number;
  readonly idle: number;
}

/** `/proc/stat`: `cpu  305523 629 66281 66266 1434 0 1245 2866 0 0`. */
export function parseCpuTimes(text: string): CpuTimes | undefined {
  const numbers = /^cpu +([\d ]+)$/m.exec(text)?.[1]?.split(' ').map(Number);
  if (numbers === undefined || numbers.length < 5) return undefined;
  // user nice system idle iowait irq softirq steal; the guest times that follow are contained in user and nice.
  const counted = numbers.slice(0, 8);
  const [, , , idle = 0, ioWait = 0] = counted;
  return { total: counted.reduce((sum, ticks) => sum + ticks, 0), idle: idle + ioWait };
}

/** Share of the processor time between two readings that was not idle, 0 to 1. */
export function busyShare(from: CpuTimes | undefined, to: CpuTimes | undefined): number | undefined {
  if (from === undefined || to === undefined || to.total <= from.total) return undefined;
  const idleShare = (to.idle - from.idle) / (to.total - from.total);
  return Math.round(Math.min(1, Math.max(0, 1 - idleShare)) * 1000) / 1000;
}

/** `/proc/loadavg`: `15.30 16.83 11.97 14/349 12058`. */
export function parseLoad1(text: string): number | undefined {
  const [load1] = /^[\d.]+/.exec(text) ?? [];
  return load1 === undefined ? undefined : Number(load1);
}

/** `/proc/meminfo` */
export function parseAvailableMib(text: string): number | undefined {
  const kibibytes = /^MemAvailable: +(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? undefined : Math.round(Number(kibibytes) / 1024);
}
