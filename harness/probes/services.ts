import { defineProbe } from './probe.ts';
import { request, withoutBody } from './request.ts';

/** The response of each service to a request for its health. */
export const servicesProbe = defineProbe('services', async ({ endpoints, profile }, signal) => {
  if (endpoints === undefined) return [];
  const { mediamtxApiUrl, mediaServiceUrl, stsUrl } = endpoints;
  const urls = [
    ['mediamtx', `${mediamtxApiUrl}/v3/paths/list`] as const,
    ...profile.health.mediaService.map((path) => ['media-service', `${mediaServiceUrl}${path}`] as const),
    ...profile.health.sts.map((path) => ['sts-service', `${stsUrl}${path}`] as const),
  ];
  const list = await Promise.all(
    urls.map(async ([name, url]) => {
      const startedMs = performance.now();
      const outcome = await request(url, signal);
      return { name, ...withoutBody(outcome), ms: Math.round(performance.now() - startedMs) };
    }),
  );
  return [{ list }];
});
