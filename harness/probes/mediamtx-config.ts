import type { Json } from '../engine/index.ts';
import type { ProbeResult } from '../run-data/probe-results.ts';
import { redactCommand } from './hook-file.ts';
import { requestGlobalSettings, requestPathSettings } from './mediamtx-settings.ts';
import { defineProbe } from './probe.ts';
import { withoutBody } from './request.ts';
import { inputPaths } from './stream-paths.ts';

type Config = ProbeResult<'mediamtx-config'>;
type Settings = Readonly<Record<string, Json>>;

const GLOBAL_FLAGS = ['rtmp', 'rtsp', 'webrtc', 'hls'] as const;
const GLOBAL_TEXTS = [
  'apiAddress',
  'rtmpAddress',
  'rtspAddress',
  'webrtcAddress',
  'hlsAddress',
  'authMethod',
] as const;
const PATH_FLAGS = ['record', 'overridePublisher'] as const;
const PATH_TEXTS = [
  'recordPath',
  'recordFormat',
  'recordPartDuration',
  'recordSegmentDuration',
  'recordDeleteAfter',
  'source',
] as const;
/** Commands by their present names, with the former one if it differs. */
const COMMANDS = {
  runOnAvailable: 'runOnReady',
  runOnUnavailable: 'runOnNotReady',
  runOnRecordSegmentCreate: undefined,
  runOnRecordSegmentComplete: undefined,
} as const;

/** The configuration of MediaMTX, from its API. */
export const mediamtxConfigProbe = defineProbe('mediamtx-config', async (pipeline, signal) => {
  const { endpoints } = pipeline;
  const [path] = inputPaths(pipeline);
  if (endpoints === undefined) return [];
  const { mediamtxApiUrl } = endpoints;
  const url = `${mediamtxApiUrl}/v3/config`;
  const [global, ofPath] = await Promise.all([
    requestGlobalSettings(mediamtxApiUrl, signal),
    path === undefined ? undefined : requestPathSettings(mediamtxApiUrl, path, signal),
  ]);
  if ('failure' in global) return [withoutBody(global.failure, { keepStart: true })];
  const config: Config = {
    url,
    status: 200,
    ...pick(global.settings, GLOBAL_FLAGS, 'boolean'),
    ...pick(global.settings, GLOBAL_TEXTS, 'string'),
  };
  if (path === undefined || ofPath === undefined) return [config];
  if ('failure' in ofPath) return [{ ...config, path, ...withoutBody(ofPath.failure, { keepStart: true }) }];
  const { settings } = ofPath;
  const { name } = settings;
  return [
    {
      ...config,
      path,
      ...(typeof name === 'string' ? { entry: name } : {}),
      ...pick(settings, PATH_FLAGS, 'boolean'),
      ...pick(settings, PATH_TEXTS, 'string'),
      ...commandsIn(settings),
    },
  ];
});

function commandsIn(settings: Settings): Partial<Record<keyof typeof COMMANDS, string>> {
  const commands = Object.entries(COMMANDS).flatMap(([name, former]) => {
    const value = settings[name] ?? (former === undefined ? undefined : settings[former]);
    return typeof value === 'string' ? [[name, redactCommand(value)] as const] : [];
  });
  return Object.fromEntries(commands);
}

interface Types {
  readonly boolean: boolean;
  readonly string: string;
}

/** The settings with these names, if they have the type. */
function pick<Name extends string, Type extends keyof Types>(
  settings: Settings,
  names: readonly Name[],
  type: Type,
): Partial<Record<Name, Types[Type]>> {
  const found = names.flatMap((name) => {
    const value = settings[name];
    return typeof value === type ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found) as Partial<Record<Name, Types[Type]>>;
}
