import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mediamtxConfig } from '../mediamtx/config.ts';
import { type MediamtxBinary, resolveMediamtx } from '../mediamtx/resolve-binary.ts';
import { type ContextPart, file, folder, text } from './context-part.ts';
import { productionModules } from './production-modules.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const here = (name: string): string => join(import.meta.dirname, name);

/** In its container MediaMTX uses the documented ports; the published ports decide who can connect. */
const MEDIAMTX_YML = mediamtxConfig({
  host: '',
  allowFrom: ['0.0.0.0/0', '::/0'],
  ports: { rtmp: 1935, rtsp: 8554, api: 8889 },
  recordFolder: '/recordings',
  hookScriptPath: '/usr/local/bin/mtx-hook',
});

export type ImageName = 'runtime' | 'mediamtx' | 'media-service' | 'sts-service';

/** The inputs of an image. */
export interface ImageSource {
  readonly name: ImageName;
  /** Absolute path. */
  readonly dockerfile: string;
  readonly parts: readonly ContextPart[];
  /** The base image, if that is one of the project's; it is built first. */
  readonly base?: ImageName;
}

/**
 * Returns the images in build order.
 *
 * @throws {MediamtxError} when no MediaMTX is installed
 */
export async function imageSources(): Promise<readonly ImageSource[]> {
  const mediamtx = await resolveMediamtx();
  return [
    {
      name: 'mediamtx',
      dockerfile: here('mediamtx.Dockerfile'),
      parts: [
        file(mediamtx.path, 'mediamtx'),
        file(join(ROOT, 'services', 'mediamtx', 'mtx-hook'), 'mtx-hook'),
        text(MEDIAMTX_YML, 'mediamtx.yml'),
      ],
    },
    {
      name: 'runtime',
      dockerfile: here('runtime.Dockerfile'),
      parts: [
        file(here('copy-programs'), 'copy-programs'),
        // A release of Node is the same everywhere, and its version is faster to read than a hash of 126 MB.
        { ...file(process.execPath, 'node'), fingerprint: async () => process.version },
      ],
    },
    nodeService('media-service'),
    nodeService('sts-service'),
  ];
}

function nodeService(name: 'media-service' | 'sts-service'): ImageSource {
  return {
    name,
    base: 'runtime',
    dockerfile: here(`${name}.Dockerfile`),
    parts: [
      productionModules(ROOT, 'node_modules'),
      // The rest of the project's package.json is not needed at run time and changes often.
      text('{ "type": "module" }\n', 'app/package.json'),
      folder(join(ROOT, 'services'), 'app/services', (path) => isCodeOf(name, path)),
      folder(join(ROOT, 'lib'), 'app/lib', isShipped),
    ],
  };
}

/**
 * Returns a hash of the current code of each service: the inputs of its image without the packages.
 *
 * @param mediamtx the MediaMTX that is started
 */
export async function codeVersions(
  mediamtx: MediamtxBinary,
): Promise<Readonly<Record<Exclude<ImageName, 'runtime'>, string>>> {
  const services = join(ROOT, 'services');
  const code = (name: string) => [
    folder(services, '', (path) => isCodeOf(name, path)),
    folder(join(ROOT, 'lib'), '', isShipped),
  ];
  const hashOf = async (...parts: readonly ContextPart[]): Promise<string> => {
    const prints = await Promise.all(parts.map((part) => part.fingerprint()));
    return createHash('sha256').update(prints.join('\0')).digest('hex').slice(0, 12);
  };
  return {
    mediamtx: await hashOf(
      text(`${mediamtx.path} ${mediamtx.version}`, ''),
      file(join(services, 'mediamtx', 'mtx-hook'), ''),
      text(MEDIAMTX_YML, ''),
    ),
    'media-service': await hashOf(...code('media-service')),
    'sts-service': await hashOf(...code('sts-service')),
  };
}

function isCodeOf(service: string, path: string): boolean {
  const [part = ''] = path.split('/');
  return [service, 'contracts', 'runtime'].includes(part) && isShipped(path);
}

function isShipped(path: string): boolean {
  return !/(^|\/)testing\/|\.test\.ts$/.test(path);
}

/**
 * Returns a hash of all inputs of an image: 12 hexadecimal digits.
 *
 * @param base name and tag of its base image
 */
export async function contentHash(
  { dockerfile, parts }: ImageSource,
  base: string | undefined,
): Promise<string> {
  const hash = createHash('sha256').update(await readFile(dockerfile));
  if (base !== undefined) hash.update(`\0${base}`);
  const prints = await Promise.all(parts.map((part) => part.fingerprint()));
  for (const [index, { to }] of parts.entries()) hash.update(`\0${to}\0${prints[index]}`);
  return hash.digest('hex').slice(0, 12);
}
