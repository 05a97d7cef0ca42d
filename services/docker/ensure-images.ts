import { arch } from 'node:os';
import { buildImage, type Docker } from './build-image.ts';
import { ImageError } from './image-error.ts';
import { contentHash, type ImageName, imageSources } from './images.ts';

/** Label of an image: the hash of what it was built from. */
const CONTENT_LABEL = 'dubstep.content';

/** An image as it is now. */
export interface ReadyImage {
  readonly name: ImageName;
  /** Name and tag, which changes with the content. */
  readonly tag: string;
  readonly sizeBytes: number;
  /** How long it took to build; `undefined` when it was there. */
  readonly builtInMs?: number;
}

export interface EnsureOptions {
  readonly signal: AbortSignal;
  /** Told before an image is built. */
  readonly onBuild?: (tag: string) => void;
}

/**
 * The images of this checkout, of which those are built that are missing: a change of the code makes a new tag.
 * `dubstep/<name>:latest` is the last one built.
 *
 * @throws {ImageError} when one cannot be built here
 * @throws {MediamtxError} when there is no MediaMTX to put into one
 */
export async function ensureImages(docker: Docker, options: EnsureOptions): Promise<readonly ReadyImage[]> {
  const images: ReadyImage[] = [];
  // One after the other: they share stages, which then are built once.
  for (const source of await imageSources()) {
    const repository = `dubstep/${source.name}`;
    const hash = await contentHash(source);
    const tag = `${repository}:${hash}`;
    let sizeBytes = await sizeOf(docker, tag);
    let builtInMs: number | undefined;
    if (sizeBytes === undefined) {
      await requireSamePlatform(docker);
      options.onBuild?.(tag);
      const startedMs = performance.now();
      await buildImage(docker, source, tag, { [CONTENT_LABEL]: hash }, options.signal);
      await docker.getImage(tag).tag({ repo: repository, tag: 'latest' });
      builtInMs = Math.round(performance.now() - startedMs);
      sizeBytes = (await sizeOf(docker, tag)) ?? 0;
    }
    images.push({ name: source.name, tag, sizeBytes, ...(builtInMs === undefined ? {} : { builtInMs }) });
  }
  return images;
}

/** The tags of those images that {@link ensureImages} would build. */
export async function missingImages(docker: Docker): Promise<readonly string[]> {
  const tags = await Promise.all(
    (await imageSources()).map(async (source) => `dubstep/${source.name}:${await contentHash(source)}`),
  );
  const sizes = await Promise.all(tags.map((tag) => sizeOf(docker, tag)));
  return tags.filter((_, index) => sizes[index] === undefined);
}

async function sizeOf(docker: Docker, tag: string): Promise<number | undefined> {
  try {
    return (await docker.getImage(tag).inspect()).Size;
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** Node and MediaMTX go into the images as they are on this machine. */
async function requireSamePlatform(docker: Docker): Promise<void> {
  const { OSType, Architecture } = await docker.info();
  const theirs = `${OSType} ${{ x86_64: 'x64', aarch64: 'arm64' }[Architecture as string] ?? Architecture}`;
  const ours = `${process.platform} ${arch()}`;
  if (theirs === ours) return;
  throw new ImageError(
    'IMAGE_PLATFORM',
    `the Docker host is ${theirs}, this machine is ${ours}: its Node and MediaMTX cannot run there. ` +
      `Run \`pnpm images\` on a machine that is ${theirs}.`,
  );
}
