import { Semaphore } from '../../../lib/semaphore.ts';
import type { StsConfig } from '../config.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import { ScratchFolder } from '../process/scratch-folder.ts';
import { requireProgram } from '../providers/local/requirements.ts';
import { createProviders } from '../providers/provider-table.ts';
import { createDubbingProcessor } from './dubbing-processor.ts';
import { createEchoProcessor } from './echo-processor.ts';
import type { FragmentProcessor } from './fragment-processor.ts';

/** The processor of the configured mode, with its resources. */
export interface ProcessorSetup {
  /** Name of the service in `/health`. */
  readonly service: string;
  readonly processor: FragmentProcessor;
  /** Name of the provider of each stage. */
  readonly providers: Readonly<Record<string, string>>;
  /** Ends the processes and removes the files of the processor. */
  dispose(): Promise<void>;
}

/**
 * Creates the processor of the configured mode.
 *
 * @throws {ProviderMissingError} when a program or file that the mode needs is not installed
 */
export async function createProcessor(config: StsConfig, metrics: StsMetrics): Promise<ProcessorSetup> {
  if (config.mode === 'echo') {
    return {
      service: 'echo-sts',
      processor: createEchoProcessor(config.echoDelayMs),
      providers: {},
      dispose: async () => undefined,
    };
  }
  await requireProgram('real mode', 'ffmpeg', 'ffmpeg');
  const scratch = await ScratchFolder.create();
  const providers = await createProviders(config, scratch).catch(async (error: unknown) => {
    await scratch.remove();
    throw error;
  });
  const semaphore = new Semaphore(config.concurrency);
  return {
    service: 'sts-service',
    processor: createDubbingProcessor({ providers, semaphore, scratch, metrics }),
    providers: { asr: config.asr, translation: config.translator, tts: config.tts },
    async dispose() {
      await providers.dispose();
      await scratch.remove();
    },
  };
}
