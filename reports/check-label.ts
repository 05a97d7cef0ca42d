import type { CheckResult } from '../harness/engine/event.ts';

/** What identifies a check within its step, in every report that compares or looks up values: `av-offset[stream 2]`. */
export function checkKey({ id, instance }: Pick<CheckResult, 'id' | 'instance'>): string {
  return instance === undefined ? id : `${id}[${instance}]`;
}

/** The name of a check for people: `A/V offset (stream 2)`. */
export function checkTitle({ title, instance }: Pick<CheckResult, 'title' | 'instance'>): string {
  return instance === undefined ? title : `${title} (${instance})`;
}
