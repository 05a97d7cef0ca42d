import type { z } from 'zod';

/** An environment variable holds something the service cannot work with. */
export class ConfigError extends Error {
  readonly code = 'STS_CONFIG';
  /** The names of the variables that must change. */
  readonly variables: readonly string[];

  constructor(issues: readonly z.core.$ZodIssue[], environment: NodeJS.ProcessEnv) {
    const complaints = issues.map((issue) => {
      const variable = String(issue.path[0]);
      // A URL may hold a password.
      const value = /TOKEN|KEY|URL/.test(variable) ? 'a value' : JSON.stringify(environment[variable]);
      return `${variable} is ${value}: ${issue.message}`;
    });
    super(`${complaints.join('; ')}. Change or unset it.`);
    this.name = 'ConfigError';
    this.variables = [...new Set(issues.map((issue) => String(issue.path[0])))];
  }
}
