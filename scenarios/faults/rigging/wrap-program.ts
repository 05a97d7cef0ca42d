import { dirname } from 'node:path';
import type { Alterations, ServiceName } from '../../../harness/environments/index.ts';
import type { FaultStage } from '../fault-stage.ts';
import { findProgram } from './find-program.ts';
import { prependPath } from './service-specs.ts';
import { writeScript } from './write-file.ts';

/**
 * Puts a shell script before a program on the PATH of a service.
 *
 * @param before lines that run before the program; `"$@"` are its arguments. Unless they exit, the program follows
 */
export async function wrapProgram(
  stage: FaultStage,
  service: ServiceName,
  { name, before }: { readonly name: string; readonly before: readonly string[] },
): Promise<Alterations> {
  const lines = ['#!/bin/sh', ...before, `exec ${await findProgram(name)} "$@"`, ''];
  const file = await writeScript(stage, `${service}/bin/${name}`, lines.join('\n'));
  return { specs: prependPath(service, dirname(file)) };
}
