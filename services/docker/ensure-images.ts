import { arch } from 'node:os';
import { buildImage, type Docker } from './build-image.ts';
import { ImageError } from './image-error.ts';
import { contentHash, type ImageName, type ImageSource, imageSources } from './images.ts';

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

/** An image that this checkout needs. */
interface NeededImage {
  readonly source: ImageSource;
  readonly hash: string;
  readonly tag: string;
  /** Name and tag of the project's image that it stands on. */
  readonly base: string | undefined;
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

/** The tags of those images that {@link ensureImages} would build. */
export async function missingImages(docker: Docker): Promise<readonly string[]> {
  const needed = await neededImages();
  const sizes = await Promise.all(needed.map(({ tag }) => sizeOf(docker, tag)));
  return needed.filter((_, index) => sizes[index] === undefined).map(({ tag }) => tag);
}

/** Name and tag of the images of this checkout, whether they are there or not. */
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
