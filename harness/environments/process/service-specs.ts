import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Endpoints } from '../endpoints.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import type { ServiceName } from '../service-control.ts';
import type { NamedServiceSpec, ServiceSpec } from './service-spec.ts';

export interface ServicePlan {
  /** Absolute path of the run folder. */
  readonly runFolder: string;
  readonly endpoints: Endpoints;
  /** Absolute path of the MediaMTX binary. */
  readonly mediamtx: string;
  /** URL of the tap, which the worker uses in place of the STS service. */
  readonly tapUrl?: string | undefined;
  readonly options: Pick<PipelineOptions, 'sts' | 'segmentS' | 'domainHints' | 'services'>;
}

/** Folders and files of the services in a run folder. */
export function runPaths(runFolder: string) {
  return {
    recordings: join(runFolder, 'recordings'),
    scratch: join(runFolder, 'tmp'),
    mediamtxConfig: join(runFolder, 'mediamtx.yml'),
  };
}

/** How to start each service. Equal plans give equal specs, so that changes of a kept environment can be detected. */
export function serviceSpecs(plan: ServicePlan): readonly NamedServiceSpec[] {
  const { runFolder, endpoints, mediamtx, options } = plan;
  const { services } = options;
  const paths = runPaths(runFolder);
  return [
    {
      name: 'mediamtx',
      command: mediamtx,
      args: [paths.mediamtxConfig],
      environment: { ORCHESTRATOR_URL: endpoints.mediaServiceUrl, ...services.mediamtx },
      readyUrl: readyUrlOf('mediamtx', endpoints),
    },
    nodeService('sts-service', endpoints, {
      TMPDIR: paths.scratch,
      ...stsVariables(plan),
      ...services['sts-service'],
    }),
    nodeService('media-service', endpoints, {
      TMPDIR: paths.scratch,
      ...mediaServiceVariables(plan, paths.recordings),
      ...services['media-service'],
    }),
  ];
}

/** Responds with 200 once the service is ready. */
export function readyUrlOf(name: ServiceName, endpoints: Endpoints): string {
  switch (name) {
    case 'mediamtx':
      return `${endpoints.mediamtxApiUrl}/v3/paths/list`;
    case 'sts-service':
      return `${endpoints.stsUrl}/ready`;
    case 'media-service':
      return `${endpoints.mediaServiceUrl}/ready`;
  }
}

/** Hash of the variables of a service. The values may be secret. */
export function settingsHash({ environment }: Pick<ServiceSpec, 'environment'>): string {
  const sorted = JSON.stringify(Object.entries(environment).toSorted());
  return createHash('sha256').update(sorted).digest('hex').slice(0, 12);
}

function nodeService(
  name: 'sts-service' | 'media-service',
  endpoints: Endpoints,
  environment: Readonly<Record<string, string>>,
) {
  const main = fileURLToPath(new URL(`../../../services/${name}/main.ts`, import.meta.url));
  return {
    name,
    command: process.execPath,
    args: [main],
    environment,
    readyUrl: readyUrlOf(name, endpoints),
  };
}

function stsVariables({ endpoints, options }: ServicePlan): Record<string, string> {
  const { hostname, port } = new URL(endpoints.stsUrl);
  return { STS_HOST: hostname, STS_PORT: port, STS_MODE: options.sts, LOG_LEVEL: 'debug' };
}

function mediaServiceVariables(
  { endpoints, options, tapUrl }: ServicePlan,
  recordingsFolder: string,
): Record<string, string> {
  const { hostname, port } = new URL(endpoints.mediaServiceUrl);
  return {
    MEDIA_SERVICE_HOST: hostname,
    MEDIA_SERVICE_PORT: port,
    STS_URL: tapUrl ?? endpoints.stsUrl,
    MEDIAMTX_RTMP_URL: endpoints.rtmpUrl,
    MEDIAMTX_API_URL: endpoints.mediamtxApiUrl,
    RECORDINGS_DIR: recordingsFolder,
    WORKER_SEGMENT_S: String(options.segmentS),
    WORKER_DOMAIN_HINTS: options.domainHints.join(','),
    LOG_LEVEL: 'debug',
  };
}
