import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HarnessError } from '../../engine/index.ts';
import type { ScenarioOptions } from '../scenario-options.ts';
import { type AttachConfig, attachConfigSchema } from './attach-config.ts';

/** Read from the current folder. */
export const CONFIG_FILE = 'dubstep.config.ts';

/** The configuration of a running pipeline is missing or invalid. */
export class AttachConfigError extends HarnessError {
  readonly file: string;
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[], cause?: unknown) {
    super(`${file} is not a valid configuration: ${problems.join('; ')}`, {
      code: 'ATTACH_CONFIG_INVALID',
      fault: 'ENVIRONMENT',
      cause,
    });
    this.file = file;
    this.problems = problems;
  }
}

/**
 * Loads and validates `dubstep.config.ts`.
 *
 * @param file absolute, or relative to the current folder
 * @throws {AttachConfigError} with each invalid key
 */
export async function loadAttachConfig(file = CONFIG_FILE): Promise<AttachConfig> {
  const path = resolve(file);
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code !== 'ENOENT') {
      throw new AttachConfigError(path, [`it cannot be read: ${cause.message}`], cause);
    }
    const advice = 'Create it with: export default defineConfig({ endpoints: { … } })';
    throw new AttachConfigError(path, [`the file does not exist. ${advice}`], cause);
  }
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new AttachConfigError(path, [`it cannot be loaded: ${String(cause)}`], cause);
  }
  const exported = (loaded as { default?: unknown }).default;
  if (exported === undefined) throw new AttachConfigError(path, ['it has no default export']);
  const parsed = attachConfigSchema.safeParse(exported);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`,
  );
  throw new AttachConfigError(path, problems);
}

/**
 * Checks that the configuration of an attached pipeline leaves out, as `step-id/check-id`. None for another
 * environment, and none when the configuration is not valid: the start of the environment reports that.
 */
export async function leftOutChecksOf({
  environment,
  config,
}: Pick<ScenarioOptions, 'environment' | 'config'>): Promise<readonly string[]> {
  if (environment !== 'attach') return [];
  try {
    return (await loadAttachConfig(config)).leaveOut;
  } catch (error) {
    if (error instanceof AttachConfigError) return [];
    throw error;
  }
}
