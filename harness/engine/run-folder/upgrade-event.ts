import type { CheckResult, RunEvent } from '../event.ts';

/** A check in run folders of earlier versions: a name in place of id and title. */
type UnnamedCheck = Omit<CheckResult, 'id' | 'title'> & { readonly name: string };

/** Converts an event of an earlier version to the current format. */
export function upgradeEvent(event: RunEvent): RunEvent {
  if (event.type === 'check') return { ...event, check: upgradeCheck(event.check) };
  if (event.type !== 'step:end') return event;
  const { result } = event;
  return { ...event, result: { ...result, checks: result.checks.map(upgradeCheck) } };
}

/** Converts a check of an earlier version: its name becomes the title, and in kebab-case the id. */
export function upgradeCheck(check: CheckResult | UnnamedCheck): CheckResult {
  if (!('name' in check)) return check;
  const { name, ...rest } = check;
  return { id: toKebabCase(name), title: name, ...rest };
}

function toKebabCase(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const id = words?.join('-') ?? 'check';
  return /^[a-z]/.test(id) ? id : `check-${id}`;
}
