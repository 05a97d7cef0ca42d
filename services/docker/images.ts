import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mediamtxConfig } from '../mediamtx/config.ts';
import { resolveMediamtx } from '../mediamtx/resolve-binary.ts';
import { type ContextPart, file, folder, text } from './context-part.ts';
import { productionModules } from './production-modules.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const here = (name: string): string => join(import.meta.dirname, name);

/** Inside its container MediaMTX has the documented ports; who may come is a matter of what is published. */
const MEDIAMTX_YML = mediamtxConfig({
  host: '',
  allowFrom: ['0.0.0.0/0', '::/0'],
  ports: { rtmp: 1935, rtsp: 8554, api: 8889 },
  recordFolder: '/recordings',
  hookScriptPath: '/usr/local/bin/mtx-hook',
});

export const IMAGE_NAMES = ['mediamtx', 'media-service', 'sts-service'] as const;
export type ImageName = (typeof IMAGE_NAMES)[number];

/** What an image is built from. */
export interface ImageSource {
  readonly name: ImageName;
  /** Absolute path. */
  readonly dockerfile: string;
  /** Stage of the Dockerfile. The last one by default. */
  readonly target?: string;
  readonly parts: readonly ContextPart[];
}

/**
 * @throws {MediamtxError} when there is no MediaMTX to put into an image
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
    nodeService('media-service'),
    nodeService('sts-service'),
  ];
}

function nodeService(name: 'media-service' | 'sts-service'): ImageSource {
  return {
    name,
    dockerfile: here('node-services.Dockerfile'),
    target: name,
    parts: [
      file(here('copy-programs'), 'copy-programs'),
      // The rest of it is not needed to run, and changes often.
      text('{ "type": "module" }\n', 'package.json'),
      // Its version is in the lockfile.
      { ...file(process.execPath, 'node'), fingerprint: async () => process.version },
      productionModules(ROOT, 'node_modules'),
      folder(join(ROOT, 'services'), 'services', (path) => isCodeOf(name, path)),
    ],
  };
}

function isCodeOf(service: string, path: string): boolean {
  const [part = ''] = path.split('/');
  const isForTests = /\/testing\/|\.test(-support)?\.ts$/.test(path);
  return [service, 'contracts', 'runtime'].includes(part) && !isForTests;
}

/** A hash of all that goes into an image: 12 hexadecimal digits. */
export async function contentHash({ dockerfile, parts }: ImageSource): Promise<string> {
  const hash = createHash('sha256').update(await readFile(dockerfile));
  const prints = await Promise.all(parts.map((part) => part.fingerprint()));
  for (const [index, { to }] of parts.entries()) hash.update(`\0${to}\0${prints[index]}`);
  return hash.digest('hex').slice(0, 12);
}
