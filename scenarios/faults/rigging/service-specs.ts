import { delimiter } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Alterations, ServiceName } from '../../../harness/environments/index.ts';

type Spec = Parameters<NonNullable<Alterations['specs']>>[0][number];
type ChangeSpecs = (specs: readonly Spec[]) => readonly Spec[];

/** Changes how one service is started. */
export function changeService(name: ServiceName, change: (spec: Spec) => Partial<Spec>): ChangeSpecs {
  return (specs) => specs.map((spec) => (spec.name === name ? { ...spec, ...change(spec) } : spec));
}

/** Does not start a service. */
export function leaveOutService(name: ServiceName): ChangeSpecs {
  return (specs) => specs.filter((spec) => spec.name !== name);
}

/** Adds variables to the environment of a service. */
export function setVariables(name: ServiceName, variables: Readonly<Record<string, string>>): ChangeSpecs {
  return changeService(name, ({ environment }) => ({ environment: { ...environment, ...variables } }));
}

/** Puts a folder first on the PATH of a service. */
export function prependPath(name: ServiceName, folder: string): ChangeSpecs {
  return changeService(name, ({ environment }) => {
    const { PATH = process.env.PATH ?? '' } = environment;
    return { environment: { ...environment, PATH: `${folder}${delimiter}${PATH}` } };
  });
}

/** Loads a module into a Node service before its own code. */
export function preload(name: ServiceName, file: string): ChangeSpecs {
  return changeService(name, ({ environment }) => {
    const { NODE_OPTIONS = '' } = environment;
    const options = `${NODE_OPTIONS} --import ${pathToFileURL(file).href}`.trim();
    return { environment: { ...environment, NODE_OPTIONS: options } };
  });
}
