import { redactUrls } from '../../lib/redact-url.ts';
import { isSecretSetting } from '../../services/contracts/service-setting.ts';
import type { ServiceSettings } from './service-control.ts';

/** Hides secrets in the settings of services, for records and messages: tokens, keys, and the credentials of URLs. */
export function redactSettings(settings: ServiceSettings): ServiceSettings {
  return mapEntries(settings, (_, variables = {}) =>
    mapEntries(variables, (variable, value) => (isSecretSetting(variable) ? '…' : redactUrls(value))),
  );
}

function mapEntries<T>(
  record: Readonly<Record<string, T>>,
  change: (name: string, value: T) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(name, value)]));
}
