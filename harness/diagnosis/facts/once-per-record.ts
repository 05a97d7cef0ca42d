import type { PipelineFacts } from './pipeline-facts.ts';

/**
 * Finds a fact once for each record: many causes and boundaries ask for the same one.
 *
 * @param find a pure function of the record
 */
export function oncePerRecord<T>(find: (facts: PipelineFacts) => T): (facts: PipelineFacts) => T {
  const found = new WeakMap<PipelineFacts, { readonly fact: T }>();
  return (facts) => {
    const known = found.get(facts) ?? { fact: find(facts) };
    found.set(facts, known);
    return known.fact;
  };
}
