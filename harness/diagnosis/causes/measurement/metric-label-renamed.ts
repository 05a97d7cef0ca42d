import { inCheckout } from '../../facts/checkout.ts';
import { misnamedMetric } from '../../facts/worker-metric-names.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { profileFix } from './profile-fix.ts';

/** A metric that the checks need lacks a label. */
export const metricLabelRenamed = defineCause({
  code: 'METRIC_LABEL_RENAMED',
  title: 'A label of a metric has another name or is missing',
  boundary: 'measurement',
  class: 'PRODUCT',
  meaning:
    'media-service exposes the metric under its documented name, but without a label by which its series are selected: that of the stream, or that of the outcome.',
  evidenceFor: ['the labels of the series that media-service exposes'],
  evidenceAgainst: ['the metric is missing: see METRIC_RENAMED'],
  fix: 'Restore the documented label in media-service. If the new name is intended, set metrics.streamLabel or metrics.statusLabel to it in dubstep.config.ts (docs/your-own-pipeline.md).',
  confirm: ['curl -s <media-service>/metrics | grep worker_audio_fragments_total'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const misnamed = misnamedMetric(facts);
    if (misnamed?.kind !== 'label') return undefined;
    const { metric, expected, found, setting, evidence } = misnamed;
    const consequence =
      setting === 'metrics.statusLabel'
        ? 'the series of each outcome cannot be selected'
        : 'the series of the stream cannot be selected';
    const where = inCheckout(facts, 'services/media-service/metrics/instruments.ts');
    return {
      summary: `${metric} of media-service has no label ${expected}${found === undefined ? '' : `; it has the label ${found} instead`}, so ${consequence}.`,
      evidence,
      certainty: 'certain',
      fix:
        found === undefined
          ? `Add the label ${expected} to ${metric} in media-service${where}.`
          : `In media-service${where}, rename the label ${found} of ${metric} to ${expected}. ${profileFix(setting, found)}`,
      confirm: [`curl -s <media-service>/metrics | grep ${metric}`],
    };
  },
});
