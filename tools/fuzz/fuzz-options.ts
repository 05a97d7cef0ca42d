import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const USAGE = `usage: pnpm fuzz [--seed N] [--count N] [--rate N] [--scenario ID] [--only K]

  --seed N       seed of the generated inputs (default: random)
  --count N      number of inputs (default 10000)
  --rate N       maximum inputs per second (default 250)
  --scenario ID  scenario of the live stream during the fuzz: full-pipeline (default) or quick
  --only K       send and print input K only, without a live stream`;

/** Segment length in seconds of each scenario that can run during the fuzz. */
export const SCENARIOS = { 'full-pipeline': 6, quick: 2 } as const;

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const optionsSchema = z.object({
  seed: whole(0, 2 ** 31 - 1).default(() => randomInt(2 ** 31)),
  count: whole(1, 10_000_000).default(10_000),
  rate: whole(1, 100_000).default(250),
  scenario: z.enum(['full-pipeline', 'quick']).default('full-pipeline'),
  only: whole(0, 10_000_000).optional(),
});
export type FuzzOptions = z.infer<typeof optionsSchema>;

/** @throws {Error} with a message that names the invalid option */
export function readOptions(args: readonly string[]): FuzzOptions {
  const text = { type: 'string' } as const;
  const options = { seed: text, count: text, rate: text, scenario: text, only: text };
  // `pnpm fuzz -- --seed 1` passes the dashes through.
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options });
  const parsed = optionsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('; '),
  );
}
