import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HarnessError } from '../../engine/index.ts';
import type { ScenarioOptions } from '../scenario-options.ts';
import { type AttachConfig, attachConfigSchema } from './attach-config.ts';

/** Looked for in the folder that dubstep is called in. */
export const CONFIG_FILE = 'dubstep.config.ts';

/** The configuration of a running pipeline is not there or not right. */
export class AttachConfigError extends HarnessError {
  readonly file: string;
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[], cause?: unknown) {
    super(`${file} does not describe a pipeline: ${problems.join('; ')}`, {
      code: 'ATTACH_CONFIG_INVALID',
      fault: 'ENVIRONMENT',
      cause,
    });
    this.file = file;
    this.problems = problems;
  }
}

/**
 * Loads and checks `dubstep.config.ts`.
 *
 * @param file absolute or relative to the current folder
 * @throws {AttachConfigError} naming each key that is wrong
 */
export async function loadAttachConfig(file = CONFIG_FILE): Promise<AttachConfig> {
  const path = resolve(file);
  try {
    await access(path);
  } catch (cause) {
    const how = `write one: export default defineConfig({ endpoints: { … } })`;
    throw new AttachConfigError(path, [`there is no such file; ${how}`], cause);
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
