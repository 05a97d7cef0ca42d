import { misnamedMetric } from '../../facts/worker-metric-names.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

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
  fix: 'Restore the documented label in media-service, or set its name in the profile of the pipeline (metrics.streamLabel, metrics.statusLabel).',
  confirm: ['curl -s <media-service>/metrics | grep worker_audio_fragments_total'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const misnamed = misnamedMetric(facts);
    if (misnamed?.kind !== 'label') return undefined;
    const { expected, found, evidence } = misnamed;
    return {
      summary: `The metrics of media-service have no label ${expected}${found === undefined ? '' : `; they have the label ${found}`}, so the series of the stream cannot be selected.`,
      evidence,
      certainty: 'certain',
      ...(found !== undefined && {
        fix: `Rename the label ${found} to ${expected}, or set its name in the profile of the pipeline (metrics.streamLabel, metrics.statusLabel).`,
      }),
    };
  },
});
