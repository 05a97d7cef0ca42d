import type { Endpoints, PipelineProfile } from '../../harness/environments/index.ts';
import { getText } from '../../harness/http/index.ts';
import type { DubbingContext } from './check-context.ts';

/** Checks the health endpoints of all services. */
export async function checkHealth(
  ctx: DubbingContext,
  endpoints: Endpoints,
  health: PipelineProfile['health'],
): Promise<void> {
  const urls = [
    ['MediaMTX API', `${endpoints.mediamtxApiUrl}/v3/config/global/get`],
    ...health.mediaService.map((path) => [`media-service ${path}`, `${endpoints.mediaServiceUrl}${path}`]),
    ...health.sts.map((path) => [`STS ${path}`, `${endpoints.stsUrl}${path}`]),
  ] as const;
  for (const [instance, url] of urls) {
    const { status } = await getText(url, { signal: ctx.signal });
    ctx.check('health-status', {
      instance,
      actual: status,
      expected: 200,
      note: `GET ${url}`,
    });
  }
}
