import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../../lib/write-atomically.ts';
import { PUBLISH_PROTOCOL_NAMES, type PublishEndpoints } from '../../media/index.ts';
import { EnvironmentError } from '../environment-error.ts';
import { scenarioOptionsSchema } from '../scenario-options.ts';

const { ports, sts } = scenarioOptionsSchema.shape;

const FILE = 'environment.json';

const publishUrlSchemas = Object.fromEntries(
  PUBLISH_PROTOCOL_NAMES.map((protocol) => [`${protocol}Url`, z.string()]),
) as Record<keyof PublishEndpoints, z.ZodString>;

const common = {
  /** Id of the run that started it. */
  runId: z.string(),
  /** Absolute path of the folder of that run. */
  folder: z.string(),
  /** Host name of the machine that started it. */
  host: z.string(),
  /** When its run ended; absent while a run uses it. */
  keptAt: z.string().optional(),
  endpoints: z.object({
    ...publishUrlSchemas,
    mediamtxApiUrl: z.string(),
    mediaServiceUrl: z.string(),
    stsUrl: z.string(),
  }),
  /** The folder that MediaMTX records into, when this machine can read it. */
  recordingsFolder: z.string().optional(),
  /** Settings of its services. */
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
      /** Hash of the code. */
      version: z.string(),
      /** Hash of the environment variables. */
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
      /** Name and tag of the image. */
      version: z.string(),
    }),
  ),
});

const descriptionSchema = z.discriminatedUnion('kind', [processDescriptionSchema, composeDescriptionSchema]);

export type ProcessDescription = z.infer<typeof processDescriptionSchema>;
export type ComposeDescription = z.infer<typeof composeDescriptionSchema>;

/** A running environment, as in `environment.json` of a run folder: enough to resume or stop it. */
export type EnvironmentDescription = z.infer<typeof descriptionSchema>;

export async function writeDescription(folder: string, description: EnvironmentDescription): Promise<void> {
  await writeAtomically(join(folder, FILE), `${JSON.stringify(description, null, 2)}\n`);
}

export async function removeDescription(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}

/**
 * @returns undefined when the run has no running environment
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
      `${path} does not describe an environment: it was edited, or written by another version of dubstep`,
      error,
    );
  }
}
