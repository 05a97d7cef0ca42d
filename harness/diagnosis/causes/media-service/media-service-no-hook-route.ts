import { observationRef } from '../../facts/run-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

const DOCUMENTED = /^\/v1\/mediamtx\/events\/(ready|not-ready|segment-create|segment-complete)$/;

/** media-service answers the documented address of the hooks with 404. */
export const mediaServiceNoHookRoute = defineCause({
  code: 'MEDIA_SERVICE_NO_HOOK_ROUTE',
  title: 'media-service has no route for the hooks of MediaMTX',
  boundary: 'media-service',
  class: 'PRODUCT',
  meaning:
    'The hook posts to media-service at the documented path, and media-service answers 404: it is another version, or a build without that route. No worker is started.',
  evidenceFor: [
    'a hook call to the address of media-service and the documented path that was answered with 404',
  ],
  evidenceAgainst: ['the hook posts to another server or another path: see HOOK_URL_NOT_FOUND'],
  fix: 'Deploy a version of media-service that serves POST /v1/mediamtx/events/ready, not-ready, segment-create and segment-complete.',
  places: ['services/media-service/http/hook-routes.ts'],
  confirm: [
    "curl -i -X POST <media-service>/v1/mediamtx/events/ready -H 'content-type: application/json' -d '{}'",
  ],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const { mediaServiceUrl } = facts.setup?.endpoints ?? {};
    const refused = facts.hookCalls.find(({ data }) => {
      if (data.phase !== 'end' || data.status !== 404 || !URL.canParse(data.url ?? '')) return false;
      const { origin, pathname } = new URL(data.url ?? '');
      return origin === originOf(mediaServiceUrl) && DOCUMENTED.test(pathname);
    });
    if (refused === undefined) return undefined;
    const { url = '', message } = refused.data;
    const { pathname, origin } = new URL(url);
    const answer = message === undefined ? '' : ` (${message})`;
    return {
      summary: `media-service at ${origin} has no route POST ${pathname}: it answered the hook with 404.`,
      evidence: [
        observationRef(refused.event, `hook ${refused.data.event}: POST ${url} answered 404${answer}`),
      ],
      certainty: 'certain',
      confirm: [`curl -i -X POST ${url} -H 'content-type: application/json' -d '{}'`],
    };
  },
});

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}
