import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Endpoints } from '../environment.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import type { ServiceName } from '../service-control.ts';

/** How a service is started. */
export interface ServiceSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's own environment, whose settings of services are taken away. */
  readonly environment: Readonly<Record<string, string>>;
  /** Answers 200 once it can be used. */
  readonly readyUrl: string;
}

export interface ServicePlan {
  /** Absolute path of the folder of the run that they are started for. */
  readonly runFolder: string;
  readonly endpoints: Endpoints;
  /** Absolute path of the MediaMTX that is started. */
  readonly mediamtx: string;
  /** Where the worker finds the STS service, when that is not the service itself. */
  readonly tapUrl?: string | undefined;
  readonly options: Pick<PipelineOptions, 'sts' | 'segmentS' | 'domainHints' | 'services'>;
}

/** The folders and files of services, in the folder of their run. */
export function placesIn(runFolder: string) {
  return {
    recordings: join(runFolder, 'recordings'),
    scratch: join(runFolder, 'tmp'),
    mediamtxConfig: join(runFolder, 'mediamtx.yml'),
  };
}

/** How each service is started. The same plan gives the same, so that what was started can be told from what would be. */
export function serviceSpecs(plan: ServicePlan): readonly (ServiceSpec & { readonly name: ServiceName })[] {
  const { runFolder, endpoints, mediamtx, options } = plan;
  const { services } = options;
  const places = placesIn(runFolder);
  return [
    {
      name: 'mediamtx',
      command: mediamtx,
      args: [places.mediamtxConfig],
      environment: { ORCHESTRATOR_URL: endpoints.mediaServiceUrl, ...services.mediamtx },
      readyUrl: `${endpoints.mediamtxApiUrl}/v3/paths/list`,
    },
    nodeService('sts-service', endpoints.stsUrl, {
      TMPDIR: places.scratch,
      ...stsVariables(plan),
      ...services['sts-service'],
    }),
    nodeService('media-service', endpoints.mediaServiceUrl, {
      TMPDIR: places.scratch,
      ...mediaServiceVariables(plan, places.recordings),
      ...services['media-service'],
    }),
  ];
}

/** A hash of the variables that a service is given: they may be secret. */
export function settingsHash({ environment }: Pick<ServiceSpec, 'environment'>): string {
  const sorted = JSON.stringify(Object.entries(environment).toSorted());
  return createHash('sha256').update(sorted).digest('hex').slice(0, 12);
}

function nodeService(
  name: 'sts-service' | 'media-service',
  url: string,
  environment: Readonly<Record<string, string>>,
) {
  const main = fileURLToPath(new URL(`../../../services/${name}/main.ts`, import.meta.url));
  return { name, command: process.execPath, args: [main], environment, readyUrl: `${url}/ready` };
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
