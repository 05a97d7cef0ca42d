import { parseArgs } from 'node:util';
import { z } from 'zod';

export const USAGE = `usage: pnpm faults [--only NAME,…] [--jobs N] [--recorded] [--list]

  --only NAME,…  cases by id, by boundary, by the id of a distractor, or "distractors"; all by default
  --jobs N       cases that run at the same time (default 1)
  --recorded     diagnose the frozen cases again, without running them
  --list         list the cases`;

const optionsSchema = z.object({
  only: z
    .string()
    .default('')
    .transform((names) => names.split(',').filter((name) => name !== '')),
  jobs: z.coerce.number().int().min(1).max(32).default(1),
  recorded: z.boolean().default(false),
  list: z.boolean().default(false),
});
export type FaultsOptions = z.infer<typeof optionsSchema>;

/** @throws {Error} with a message that names the invalid option */
export function readOptions(args: readonly string[]): FaultsOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { only: text, jobs: text, recorded: flag, list: flag };
  // `pnpm faults -- --list` passes the dashes through.
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options });
  const parsed = optionsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('; '),
  );
}
