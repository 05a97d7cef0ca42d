import { z } from 'zod';
import { errorMessage } from '../../lib/error-message.ts';
import type { Json } from '../engine/index.ts';
import { type RequestOutcome, request } from './request.ts';

const settingsSchema = z.record(z.string(), z.json());
const pathListSchema = z.object({ items: z.array(settingsSchema) });

/** A part of MediaMTX's configuration, or the response that did not contain it. */
export type SettingsAnswer =
  | { readonly settings: Readonly<Record<string, Json>> }
  | { readonly failure: RequestOutcome };

/** Requests the global configuration. */
export async function requestGlobalSettings(apiUrl: string, signal: AbortSignal): Promise<SettingsAnswer> {
  const answer = await requestJson(`${apiUrl}/v3/config/global/get`, settingsSchema, signal);
  return 'failure' in answer ? answer : { settings: answer.value };
}

/**
 * Requests the configuration that applies to a path.
 *
 * @returns empty settings when the configuration has no entry for the path
 */
export async function requestPathSettings(
  apiUrl: string,
  path: string,
  signal: AbortSignal,
): Promise<SettingsAnswer> {
  const answer = await requestJson(
    `${apiUrl}/v3/config/paths/list?itemsPerPage=1000`,
    pathListSchema,
    signal,
  );
  if ('failure' in answer) return answer;
  return { settings: answer.value.items.find(({ name }) => applies(String(name), path)) ?? {} };
}

/** Whether an entry of the configuration applies to a path: its name, a regular expression, or all paths. */
function applies(name: string, path: string): boolean {
  if (!name.startsWith('~')) return name === path || name === 'all' || name === 'all_others';
  try {
    return new RegExp(name.slice(1)).test(path);
  } catch {
    // A regular expression that only Go accepts.
    return false;
  }
}

async function requestJson<T>(
  url: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<{ readonly value: T } | { readonly failure: RequestOutcome }> {
  const outcome = await request(url, signal);
  if (outcome.status !== 200) return { failure: outcome };
  try {
    return { value: schema.parse(JSON.parse(outcome.body ?? '')) };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : errorMessage(error);
    return { failure: { ...outcome, error: `the response does not match the API: ${problem}` } };
  }
}
