import type { PublishEndpoints } from '../media/index.ts';

/** URLs of a running pipeline. */
export interface Endpoints extends PublishEndpoints {
  readonly mediamtxApiUrl: string;
  readonly mediaServiceUrl: string;
  readonly stsUrl: string;
}
