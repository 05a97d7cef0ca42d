import type { z } from 'zod';
import { redactUrls } from '../../lib/redact-url.ts';
import { isSecretSetting } from '../contracts/service-setting.ts';

/** Environment variables are missing or have values that a service cannot use. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';
  /** The variables that must change. */
  readonly variables: readonly string[];

  constructor(issues: readonly z.core.$ZodIssue[], environment: NodeJS.ProcessEnv) {
    const problems = issues.map(({ path: [name], message }) => {
      const variable = String(name);
      return `${variable} is ${describeValue(variable, environment[variable])}: ${message}`;
    });
    super(`Invalid environment. ${problems.join('; ')}. Correct or unset each variable.`);
    this.variables = [...new Set(issues.map(({ path: [name] }) => String(name)))];
  }
}

/** The value without secrets. A mistyped URL counts as one: everything up to its `@` is hidden. */
function describeValue(variable: string, value: string | undefined): string {
  if (value === undefined) return 'not set';
  if (isSecretSetting(variable)) return 'a value that is not shown';
  return JSON.stringify(
    redactUrls(value)
      .replace(/^((?:[a-z][a-z\d+.-]*:)?\/*).*@/is, '$1…@')
      .replace(/\?.*/s, '?…'),
  );
}
