/** The options that distinguish the runs of one invocation. */
export interface Choices {
  readonly scenario: string;
  readonly environment: string;
  readonly sts: string;
  readonly publish: string;
}

/** Labels runs by scenario, environment and the options in which they differ. Equal runs are numbered. */
export function runLabels(runs: readonly Choices[]): string[] {
  const varies = (name: 'sts' | 'publish'): boolean => new Set(runs.map((run) => run[name])).size > 1;
  const [withSts, withPublish] = [varies('sts'), varies('publish')];
  const labels = runs.map(({ scenario, environment, sts, publish }) =>
    [scenario, environment, ...(withSts ? [sts] : []), ...(withPublish ? [publish] : [])].join(' · '),
  );
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const count = labels.filter((other) => other === label).length;
    const number = (seen.get(label) ?? 0) + 1;
    seen.set(label, number);
    return count === 1 ? label : `${label} · ${number} of ${count}`;
  });
}
