import { formatActual, formatValue } from '../../harness/engine/check-text.ts';
import type { Json } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { retryReason } from '../outcome.ts';
import { element, type Xml } from './xml.ts';

/**
 * What a run was run with and what it measured. They belong to the suite, each with the number of its step, as
 * the format knows no properties of a test case.
 */
export function properties(result: RunResult): Xml {
  const pairs: [name: string, value: string][] = [
    ['runId', result.runId],
    ['environment', result.environment],
    ['tags', result.tags.join(' ')],
    ...(result.flaky === true ? [['flaky', 'true'] satisfies [string, string]] : []),
    ...(result.earlier ?? []).map((run, index): [string, string] => [
      `attempt ${index + 1}`,
      retryReason(run),
    ]),
    ...paramPairs(result.params),
    ...result.steps.flatMap(({ number, checks }) =>
      checks.map((check): [string, string] => [`step ${number}: ${check.title}`, formatActual(check)]),
    ),
  ];
  return element(
    'properties',
    {},
    pairs.map(([name, value]) => element('property', { name, value })),
  );
}

function paramPairs(params: Json): [string, string][] {
  if (typeof params !== 'object' || params === null) return [['params', formatValue(params)]];
  return Object.entries(params).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[`params.${name}`, formatValue(value)]],
  );
}
