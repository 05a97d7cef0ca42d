import type { EvidenceRef } from '../../../run-data/diagnosis.ts';
import { inCheckout } from '../../facts/checkout.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { logRef, observationRef } from '../../facts/run-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

const REDIRECTED = /(https?:\/\/\S+) returned (30[1278])\b/;

/** The metrics of media-service are at another address. */
export const metricsRedirect = defineCause({
  code: 'METRICS_REDIRECT',
  title: 'The metrics of media-service are redirected',
  boundary: 'measurement',
  class: 'ENVIRONMENT',
  meaning:
    'media-service, or a proxy before it, answers GET /metrics with a redirect. Redirects are not followed, because the answer of another address is not that of the service under test. The pipeline may work; its counters cannot be read.',
  evidenceFor: ['status 301, 302, 307 or 308 of /metrics'],
  evidenceAgainst: ['metrics of media-service that were read during the run'],
  fix: 'Serve the metrics at <media-service>/metrics without a redirect, or set the address of media-service to the one to which it leads.',
  confirm: ['curl -i <media-service>/metrics'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const found = redirect(facts);
    if (found === undefined) return undefined;
    const { url, status, to, ref } = found;
    return {
      summary: `GET ${url} answers with ${status}${to === undefined ? '' : ` and redirects to ${to}`}, so the counters of the worker cannot be read.`,
      evidence: [ref],
      certainty: 'certain',
      ...(to !== undefined && {
        fix: `Serve the metrics at ${url} itself, without the redirect to ${to}${inCheckout(facts, 'services/media-service/http/status-routes.ts')}; or remove the redirect from the proxy before media-service.`,
      }),
      confirm: [`curl -i ${url}`],
    };
  },
});

interface Redirect {
  readonly url: string;
  readonly status: number;
  readonly to: string | undefined;
  readonly ref: EvidenceRef;
}

function redirect(facts: PipelineFacts): Redirect | undefined {
  const probe = facts.probed('metrics-names');
  const { status, redirectedTo: to, url = '/metrics' } = probe?.data ?? {};
  if (probe !== undefined && status !== undefined && status >= 300 && status < 400) {
    const where = to === undefined ? '' : `, location ${to}`;
    return { url, status, to, ref: observationRef(probe.event, `GET ${url}: ${status}${where}`) };
  }
  const [line] = facts.logs({
    source: 'harness',
    message: /^no metrics from media-service: .* returned 30[1278]/,
  });
  const [, seenUrl, seenStatus] = REDIRECTED.exec(line?.message ?? '') ?? [];
  if (line === undefined || seenUrl === undefined) return undefined;
  return { url: seenUrl, status: Number(seenStatus), to: undefined, ref: logRef(line) };
}
