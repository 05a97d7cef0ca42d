import { z } from 'zod';
import { openFiles, residentMemory } from '../../harness/processes/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';

export interface MemoryLimits {
  /** Seconds of published media at which memory is read. The last value is compared with the first. */
  readonly atS: readonly number[];
  /** Allowed growth from the first to the last value: 0.2 is 20 %. */
  readonly maxGrowth: number;
  /** Allowed growth of the number of open files; not measured by default. */
  readonly maxOpenFilesGrowth?: number;
}

const SERVICES = ['media-service', 'sts-service'];
const MEBIBYTE = 1024 * 1024;

/** By service, at each time; `null` where it could not be read. */
const seriesSchema = z.record(z.string(), z.array(z.number().nullable()));
const memorySchema = z.object({ memoryMib: seriesSchema, openFiles: seriesSchema });
type Memory = z.infer<typeof memorySchema>;

/** Memory of both services does not grow with the length of the stream. */
export function memoryFlat({ atS, maxGrowth, maxOpenFilesGrowth }: MemoryLimits): DubbingStep {
  const lastS = Math.max(...atS);
  return {
    id: 'memory-flat',
    title: `Memory of both services at ${atS.join(', ')} s`,
    timeoutMs: (lastS + 60) * 1000,
    live: true,
    async run(ctx, rig) {
      const memory = await ctx.evidence('memory', memorySchema, () => readMemory(ctx, rig, atS));
      for (const service of SERVICES) {
        checkGrowth(ctx, service, memory.memoryMib[service] ?? [], maxGrowth);
        if (maxOpenFilesGrowth === undefined) continue;
        checkOpenFiles(ctx, service, memory.openFiles[service] ?? [], maxOpenFilesGrowth);
      }
      return memory;
    },
  };
}

function checkGrowth(
  ctx: DubbingContext,
  service: string,
  sizes: readonly (number | null)[],
  maxGrowth: number,
): void {
  ctx.record('memory-resident', { instance: service, value: [...sizes], unit: 'MiB' });
  const [first, last] = [sizes[0] ?? undefined, sizes.at(-1) ?? undefined];
  if (first === undefined || last === undefined) {
    const reason = `memory could not be read: ${service} is not a running process of this machine`;
    ctx.notMeasured('memory-growth', { instance: service, reason });
    return;
  }
  ctx.check('memory-growth', {
    instance: service,
    actual: Math.round((last / first) * 1000) / 10,
    limit: { max: (1 + maxGrowth) * 100 },
    unit: '%',
  });
}

function checkOpenFiles(
  ctx: DubbingContext,
  service: string,
  counts: readonly (number | null)[],
  maxGrowth: number,
): void {
  ctx.record('open-files', { instance: service, value: [...counts], unit: 'files' });
  const [first, last] = [counts[0] ?? undefined, counts.at(-1) ?? undefined];
  if (first === undefined || last === undefined) {
    const reason = `open files could not be counted: ${service} is not a running process of this machine`;
    ctx.notMeasured('open-files-growth', { instance: service, reason });
    return;
  }
  ctx.check('open-files-growth', {
    instance: service,
    actual: last - first,
    limit: { max: maxGrowth },
    unit: 'files',
  });
}

async function readMemory(
  ctx: DubbingContext,
  { live }: DubbingRig,
  atS: readonly number[],
): Promise<Memory> {
  const memoryMib = new Map(SERVICES.map((service) => [service, [] as (number | null)[]]));
  const open = new Map(SERVICES.map((service) => [service, [] as (number | null)[]]));
  for (const publishedS of atS) {
    await ctx.poll(`${publishedS} s published`, async () => live.publisher.publishedS, {
      until: (seconds) => seconds >= publishedS,
      everyMs: 500,
      withinMs: (publishedS + 30) * 1000,
      expected: `the publisher to send ${publishedS} s`,
    });
    for (const service of SERVICES) {
      const pid = live.environment.services.find(({ name }) => name === service)?.pid;
      const bytes = pid === undefined ? undefined : await residentMemory(pid);
      memoryMib.get(service)?.push(bytes === undefined ? null : Math.round((bytes / MEBIBYTE) * 10) / 10);
      open.get(service)?.push((pid === undefined ? undefined : await openFiles(pid)) ?? null);
    }
  }
  return { memoryMib: Object.fromEntries(memoryMib), openFiles: Object.fromEntries(open) };
}
