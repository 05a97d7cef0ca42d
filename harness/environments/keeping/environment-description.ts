import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PUBLISH_PROTOCOL_NAMES, type PublishEndpoints } from '../../media/index.ts';
import { EnvironmentError } from '../environment-error.ts';
import { scenarioOptionsSchema } from '../scenario-options.ts';

const { ports, sts } = scenarioOptionsSchema.shape;

const FILE = 'environment.json';

const publishUrlSchemas = Object.fromEntries(
  PUBLISH_PROTOCOL_NAMES.map((protocol) => [`${protocol}Url`, z.string()]),
) as Record<keyof PublishEndpoints, z.ZodString>;

const common = {
  /** The run that started it. */
  runId: z.string(),
  /** Absolute path of that run's folder. */
  folder: z.string(),
  /** Machine that it was started from. */
  host: z.string(),
  /** When its run left it running; absent as long as that goes on. */
  keptAt: z.string().optional(),
  endpoints: z.object({
    ...publishUrlSchemas,
    mediamtxApiUrl: z.string(),
    mediaServiceUrl: z.string(),
    stsUrl: z.string(),
  }),
  /** That MediaMTX records into, when this machine can read it. */
  recordingsFolder: z.string().optional(),
  /** What its services were told to do. */
  plan: z.object({
    ports: ports.unwrap(),
    sts: sts.unwrap(),
    segmentS: z.number(),
    domainHints: z.array(z.string()),
    services: z.record(z.string(), z.record(z.string(), z.string())),
  }),
};

const processDescriptionSchema = z.object({
  ...common,
  kind: z.literal('process'),
  services: z.array(
    z.object({
      name: z.string(),
      pid: z.number().int().positive(),
      startTime: z.string(),
      /** Hash of its code. */
      version: z.string(),
      /** Hash of the variables that it was given. */
      settings: z.string(),
    }),
  ),
});

const composeDescriptionSchema = z.object({
  ...common,
  kind: z.literal('compose'),
  services: z.array(
    z.object({
      name: z.string(),
      container: z.string(),
      id: z.string(),
      startedAt: z.string(),
      /** Name and tag of its image. */
      version: z.string(),
    }),
  ),
});

const descriptionSchema = z.discriminatedUnion('kind', [processDescriptionSchema, composeDescriptionSchema]);

export type ProcessDescription = z.infer<typeof processDescriptionSchema>;
export type ComposeDescription = z.infer<typeof composeDescriptionSchema>;

/** An environment that is up, as `environment.json` in a run folder tells it: enough to find it again, or to end it. */
export type EnvironmentDescription = z.infer<typeof descriptionSchema>;

/** In one move, so that nobody reads half of it. */
export async function writeDescription(folder: string, description: EnvironmentDescription): Promise<void> {
  const path = join(folder, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(description, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

export async function removeDescription(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}

/**
 * @returns undefined when the run has no environment, or none that is left
 * @throws {EnvironmentError} DESCRIPTION_INVALID
 */
export async function readDescription(folder: string): Promise<EnvironmentDescription | undefined> {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return descriptionSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new EnvironmentError(
      'DESCRIPTION_INVALID',
      `${path} does not describe an environment: it was changed, or written by another version`,
      error,
    );
  }
}
