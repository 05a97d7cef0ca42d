import { misnamedMetric } from '../../facts/worker-metric-names.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** A metric that the checks need has another name. */
export const metricRenamed = defineCause({
  code: 'METRIC_RENAMED',
  title: 'A metric of media-service has another name or is missing',
  boundary: 'measurement',
  class: 'PRODUCT',
  meaning:
    'media-service exposes metrics of the stream, but not one that the checks need. The stream may be dubbed correctly; its counts cannot be compared.',
  evidenceFor: ['the names of the series that media-service exposes for the stream'],
  evidenceAgainst: ['no metrics of the stream at all: there is no worker'],
  fix: 'Restore the documented name in media-service, or set the name of the metric in the profile of the pipeline (metrics.fragments, …).',
  confirm: ['curl -s <media-service>/metrics | grep <stream>'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const misnamed = misnamedMetric(facts);
    if (misnamed?.kind !== 'metric') return undefined;
    const { expected, found, evidence } = misnamed;
    return {
      summary: `media-service exposes metrics of the stream, but no ${expected}${found === undefined ? '' : `; it exposes ${found}`}.`,
      evidence,
      certainty: 'certain',
      ...(found !== undefined && {
        fix: `Rename ${found} to ${expected}, or set the name of the metric in the profile of the pipeline to ${found}.`,
      }),
    };
  },
});
