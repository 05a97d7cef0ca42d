import { arch } from 'node:os';
import { buildImage, type Docker } from './build-image.ts';
import { ImageError } from './image-error.ts';
import { contentHash, type ImageName, type ImageSource, imageSources } from './images.ts';

/** Label with the hash of the build context. */
const CONTENT_LABEL = 'dubstep.content';

/** An available image. */
export interface ReadyImage {
  readonly name: ImageName;
  /** Name and tag; the tag changes with the content. */
  readonly tag: string;
  readonly sizeBytes: number;
  /** Build time; `undefined` for an existing image. */
  readonly builtInMs?: number;
}

export interface EnsureOptions {
  readonly signal: AbortSignal;
  /** Called before an image is built. */
  readonly onBuild?: (tag: string) => void;
}

/** An image that this checkout needs. */
interface NeededImage {
  readonly source: ImageSource;
  readonly hash: string;
  readonly tag: string;
  /** Name and tag of the base image, if that is one of the project's. */
  readonly base: string | undefined;
}

/**
 * Builds the missing images of this checkout and returns all. A change of the code results in a new tag.
 * `dubstep/<name>:latest` is the last image that was built.
 *
 * @throws {ImageError} when an image cannot be built on this machine
 * @throws {MediamtxError} when no MediaMTX is installed
 */
export async function ensureImages(docker: Docker, options: EnsureOptions): Promise<readonly ReadyImage[]> {
  const images: ReadyImage[] = [];
  for (const { source, hash, tag, base } of await neededImages()) {
    const { name } = source;
    const sizeBytes = await sizeOf(docker, tag);
    if (sizeBytes !== undefined) {
      images.push({ name, tag, sizeBytes });
      continue;
    }
    await requireSamePlatform(docker);
    options.onBuild?.(tag);
    const startedMs = performance.now();
    await buildImage(docker, source, { tag, labels: { [CONTENT_LABEL]: hash }, base }, options.signal);
    await docker.getImage(tag).tag({ repo: repositoryOf(name), tag: 'latest' });
    const builtInMs = Math.round(performance.now() - startedMs);
    images.push({ name, tag, sizeBytes: (await sizeOf(docker, tag)) ?? 0, builtInMs });
  }
  return images;
}

/** Returns the tags of the images that {@link ensureImages} would build. */
export async function missingImages(docker: Docker): Promise<readonly string[]> {
  const needed = await neededImages();
  const sizes = await Promise.all(needed.map(({ tag }) => sizeOf(docker, tag)));
  return needed.filter((_, index) => sizes[index] === undefined).map(({ tag }) => tag);
}

/** Returns name and tag of each image of this checkout, built or not. */
export async function imageTags(): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await neededImages()).map(({ source, tag }) => [source.name, tag]));
}

async function neededImages(): Promise<readonly NeededImage[]> {
  const needed = new Map<ImageName, NeededImage>();
  for (const source of await imageSources()) {
    const base = source.base === undefined ? undefined : needed.get(source.base)?.tag;
    const hash = await contentHash(source, base);
    needed.set(source.name, { source, hash, base, tag: `${repositoryOf(source.name)}:${hash}` });
  }
  return [...needed.values()];
}

const repositoryOf = (name: ImageName): string => `dubstep/${name}`;

async function sizeOf(docker: Docker, tag: string): Promise<number | undefined> {
  try {
    return (await docker.getImage(tag).inspect()).Size;
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** The images contain the Node and MediaMTX binaries of this machine. */
async function requireSamePlatform(docker: Docker): Promise<void> {
  const { OSType, Architecture } = await docker.info();
  const hostPlatform = `${OSType} ${{ x86_64: 'x64', aarch64: 'arm64' }[Architecture as string] ?? Architecture}`;
  const ownPlatform = `${process.platform} ${arch()}`;
  if (hostPlatform === ownPlatform) return;
  throw new ImageError(
    'IMAGE_PLATFORM',
    `the Docker host is ${hostPlatform}, this machine is ${ownPlatform}: its Node and MediaMTX cannot run there. ` +
      `Run \`pnpm images\` on a ${hostPlatform} machine.`,
  );
}
