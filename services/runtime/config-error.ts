import type { z } from 'zod';

/** Environment variables hold something that a service cannot work with. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';
  /** The variables that must change. */
  readonly variables: readonly string[];

  constructor(issues: readonly z.core.$ZodIssue[], environment: NodeJS.ProcessEnv) {
    const complaints = issues.map(({ path: [name], message }) => {
      const variable = String(name);
      return `${variable} is ${told(variable, environment[variable])}: ${message}`;
    });
    super(`This environment cannot be worked with. ${complaints.join('; ')}. Change or unset it.`);
    this.variables = [...new Set(issues.map(({ path: [name] }) => String(name)))];
  }
}

/** A value without what may be a secret in it. */
function told(variable: string, value: string | undefined): string {
  if (value === undefined) return 'not set';
  if (/TOKEN|KEY|SECRET/.test(variable)) return 'a value that is not shown';
  return JSON.stringify(value.replace(/\/\/[^/]*@/, '//…@').replace(/\?.*/s, '?…'));
}
