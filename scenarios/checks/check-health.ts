import type { StepContext } from '../../harness/engine/index.ts';
import type { Endpoints } from '../../harness/environments/index.ts';
import { getText } from '../../harness/http/index.ts';

/** Every part answers on HTTP. */
export async function checkHealth(ctx: StepContext, endpoints: Endpoints): Promise<void> {
  const urls = {
    'MediaMTX API': `${endpoints.mediamtxApiUrl}/v3/config/global/get`,
    'media-service health': `${endpoints.mediaServiceUrl}/health`,
    'media-service ready': `${endpoints.mediaServiceUrl}/ready`,
    'STS health': `${endpoints.stsUrl}/health`,
    'STS ready': `${endpoints.stsUrl}/ready`,
  };
  for (const [name, url] of Object.entries(urls)) {
    const { status } = await getText(url, { signal: ctx.signal });
    ctx.check(name, { actual: status, expected: 200, note: `GET ${url}` });
  }
}
