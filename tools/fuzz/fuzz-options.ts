import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const USAGE = `usage: pnpm fuzz [--seed N] [--count N] [--rate N] [--scenario ID] [--only K]

  --seed N       what the inputs are made from; the same seed, the same inputs (default: another one each time)
  --count N      how many inputs (default 10000)
  --rate N       how many a second at most (default 250)
  --scenario ID  what is live meanwhile: full-pipeline (default) or quick
  --only K       send input K alone, show it, and what was answered; nothing is live meanwhile`;

/** Seconds of a segment in each scenario that can be live meanwhile. */
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

/** @throws {Error} whose message says which option is wrong */
export function readOptions(args: readonly string[]): FuzzOptions {
  const text = { type: 'string' } as const;
  const options = { seed: text, count: text, rate: text, scenario: text, only: text };
  // `pnpm fuzz -- --seed 1` hands the dashes on.
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options });
  const parsed = optionsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('; '),
  );
}
