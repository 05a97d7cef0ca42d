import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { ContainerRuntimeClient } from 'testcontainers';
import { z } from 'zod';
import { ImageError } from './image-error.ts';
import type { ImageSource } from './images.ts';

const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'images');
const TAIL_LINES = 25;

/** Docker's API, as located by testcontainers. */
export type Docker = ContainerRuntimeClient['container']['dockerode'];

/** One line of Docker's build output. */
const buildMessageSchema = z.object({ stream: z.string().optional(), error: z.string().optional() });

/** Name, labels and base of an image. */
export interface ImageIdentity {
  /** Name and tag. */
  readonly tag: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Name and tag of the base image, if that is one of the project's. */
  readonly base: string | undefined;
}

/**
 * Builds one image with Docker's classic builder, which needs no plugin. The build uses the network of the Docker host and
 * so reaches every server that the host reaches.
 *
 * @throws {ImageError} IMAGE_BUILD_FAILED with the last lines of the build
 */
export async function buildImage(
  docker: Docker,
  { name, dockerfile, parts }: ImageSource,
  { tag, labels, base }: ImageIdentity,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const context = await mkdtemp(join(CACHE, `${name}-`));
  try {
    await cp(dockerfile, join(context, 'Dockerfile'));
    for (const part of parts) await part.place(join(context, part.to));
    // Independent of owner and order of the files on this machine.
    const tar = execa('tar', ['-c', '--owner=0', '--group=0', '--sort=name', '-C', context, '.'], {
      cancelSignal: signal,
      encoding: 'buffer',
      buffer: false,
    });
    const [answer] = await Promise.all([
      docker.buildImage(tar.readable(), {
        t: tag,
        labels: { ...labels },
        networkmode: 'host',
        forcerm: true,
        abortSignal: signal,
        ...(base === undefined ? {} : { buildargs: { RUNTIME: base } }),
      }),
      tar,
    ]);
    await readBuild(answer, tag);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

async function readBuild(answer: NodeJS.ReadableStream, tag: string): Promise<void> {
  const tail: string[] = [];
  for await (const line of createInterface({ input: answer })) {
    const { stream, error } = buildMessageSchema.parse(JSON.parse(line));
    if (error !== undefined) {
      throw new ImageError(
        'IMAGE_BUILD_FAILED',
        `cannot build ${tag}: ${error}. The last lines of the build:\n  ${tail.join('\n  ')}`,
      );
    }
    const text = stream?.trim() ?? '';
    if (text !== '') tail.push(text);
    if (tail.length > TAIL_LINES) tail.shift();
  }
}
