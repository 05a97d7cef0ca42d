import type { EnvironmentKind } from '../run-data/scenario-params.ts';
import { AttachEnvironment } from './attach/attach-environment.ts';
import { loadAttachConfig } from './attach/load-attach-config.ts';
import { ComposeEnvironment } from './compose/compose-environment.ts';
import { connectDocker } from './compose/docker.ts';
import { readyImages } from './compose/ready-images.ts';
import type { Environment } from './environment.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import { ProcessEnvironment } from './process/process-environment.ts';
import type { ScenarioOptions } from './scenario-options.ts';

/** The parts of one kind of environment. */
export interface EnvironmentType {
  create(pipeline: PipelineOptions, options: Pick<ScenarioOptions, 'config'>): Environment;
  /**
   * Work before a run that may take minutes.
   *
   * @param notify prints what is being done
   * @throws {EnvironmentError} when a run would fail for the same reason, and report it
   * @throws {HarnessError} when no run should be started
   */
  prepare?(
    notify: (message: string) => void,
    signal: AbortSignal,
    options: Pick<ScenarioOptions, 'config'>,
  ): Promise<void>;
  /** All runs use the same pipeline, so they cannot run in parallel. */
  readonly isShared?: true;
}

/** Every kind of environment. A new kind is added to `ENVIRONMENT_KINDS` and here. */
export const ENVIRONMENT_TYPES: Readonly<Record<EnvironmentKind, EnvironmentType>> = {
  process: { create: (pipeline) => new ProcessEnvironment(pipeline) },
  compose: {
    create: (pipeline) => new ComposeEnvironment(pipeline),
    async prepare(notify, signal) {
      const log = (_: string, level: string, message: string): void => {
        if (level === 'warn') notify(message);
      };
      await readyImages({ log }, await connectDocker(), signal);
    },
  },
  attach: {
    prepare: async (_notify, _signal, { config }) => void (await loadAttachConfig(config)),
    create: ({ observe }, { config }) => new AttachEnvironment(observe, config),
    isShared: true,
  },
};
