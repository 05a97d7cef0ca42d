import { inCheckout } from '../../facts/checkout.ts';
import { misnamedMetric } from '../../facts/worker-metric-names.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { profileFix } from './profile-fix.ts';

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
  fix: 'Restore the documented name in media-service. If the new name is intended, set it in dubstep.config.ts (metrics: fragments, sent or inflight; docs/your-own-pipeline.md).',
  confirm: ['curl -s <media-service>/metrics | grep <stream>'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const misnamed = misnamedMetric(facts);
    if (misnamed?.kind !== 'metric') return undefined;
    const { expected, found, setting, evidence } = misnamed;
    const where = inCheckout(facts, 'services/contracts/metric-name.ts');
    return {
      summary: `media-service exposes metrics of the stream, but no ${expected}${found === undefined ? '' : `; it exposes ${found}`}.`,
      evidence,
      certainty: 'certain',
      fix:
        found === undefined
          ? `Expose ${expected} in media-service${where}.`
          : `In media-service${where}, rename ${found} to ${expected}. ${profileFix(setting, found)}`,
    };
  },
});
