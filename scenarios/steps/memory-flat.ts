import { z } from 'zod';
import type { Step, StepContext } from '../../harness/engine/index.ts';
import { residentMemory } from '../../harness/processes/index.ts';
import type { DubbingRig } from '../rig/dubbing-rig.ts';

export interface MemoryLimits {
  /** Looked at once so many seconds have been published: the first is what the last is compared with. */
  readonly atS: readonly number[];
  /** How much more the last may be than the first: 0.2 is 20 %. */
  readonly maxGrowth: number;
}

const SERVICES = ['media-service', 'sts-service'];
const MEBIBYTE = 1024 * 1024;

/** By service, in MiB, at each of the moments. */
const memorySchema = z.record(z.string(), z.array(z.number()));

/** Neither service grows with the length of the stream. */
export function memoryFlat({ atS, maxGrowth }: MemoryLimits): Step<DubbingRig> {
  const lastS = Math.max(...atS);
  return {
    id: 'memory-flat',
    title: `The memory of both services at ${atS.join(', ')} s`,
    timeoutMs: (lastS + 60) * 1000,
    live: true,
    async run(ctx, rig) {
      const memory = await ctx.evidence('memory', memorySchema, () => collect(ctx, rig, atS));
      for (const [service, sizes] of Object.entries(memory)) {
        ctx.record(`${service}, resident`, { value: sizes, unit: 'MiB' });
        const [first = Number.NaN, last = Number.NaN] = [sizes[0], sizes.at(-1)];
        ctx.check(`${service}, last of first`, {
          actual: Math.round((last / first) * 1000) / 10,
          limit: { max: (1 + maxGrowth) * 100 },
          unit: '%',
        });
      }
      return memory;
    },
  };
}

async function collect(
  ctx: StepContext,
  { live }: DubbingRig,
  atS: readonly number[],
): Promise<Record<string, number[]>> {
  const memory: Record<string, number[]> = Object.fromEntries(SERVICES.map((service) => [service, []]));
  for (const moment of atS) {
    await ctx.poll(`${moment} s published`, async () => live.publisher.publishedS, {
      until: (publishedS) => publishedS >= moment,
      everyMs: 500,
      withinMs: (moment + 30) * 1000,
      expected: `the publisher has sent ${moment} s`,
    });
    for (const service of SERVICES) {
      const pid = live.environment.services.find(({ name }) => name === service)?.pid;
      const bytes = pid === undefined ? undefined : await residentMemory(pid);
      if (bytes === undefined)
        ctx.notMeasured(`${service}, resident`, { reason: 'it is no process of this machine' });
      else memory[service]?.push(Math.round((bytes / MEBIBYTE) * 10) / 10);
    }
  }
  return memory;
}
