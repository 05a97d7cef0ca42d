import type { Alterations } from '../../../harness/environments/index.ts';
import type { FaultStage } from '../fault-stage.ts';
import { type HttpRelay, startHttpRelay } from './http-relay.ts';

/** Puts a reverse proxy between the harness and MediaMTX's API. */
export function relayMediamtxApi(
  stage: FaultStage,
  respond: NonNullable<HttpRelay['respond']>,
): NonNullable<Alterations['endpoints']> {
  return async (endpoints) => ({
    ...endpoints,
    mediamtxApiUrl: await startHttpRelay(stage, { target: endpoints.mediamtxApiUrl, respond }),
  });
}
