import type { StsConfig } from '../config.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import { ConcurrencyGate } from '../process/concurrency-gate.ts';
import { isInstalled } from '../process/find-program.ts';
import { ScratchFolder } from '../process/scratch-folder.ts';
import { ProviderMissingError } from '../providers/local/provider-missing-error.ts';
import { createProviders } from '../providers/provider-table.ts';
import { createDubbingProcessor } from './dubbing-processor.ts';
import { createEchoProcessor } from './echo-processor.ts';
import type { FragmentProcessor } from './fragment-processor.ts';

/** What the service does with fragments, and how it calls itself then. */
export interface Mode {
  readonly service: string;
  readonly processor: FragmentProcessor;
  /** What does the work, by its part. */
  readonly providers: Readonly<Record<string, string>>;
  /** Ends what it keeps running and removes what it keeps on disk. */
  dispose(): Promise<void>;
}

/**
 * Prepares the mode that the configuration names.
 *
 * @throws {ProviderMissingError} when something that the mode needs is not installed
 */
export async function createMode(config: StsConfig, metrics: StsMetrics): Promise<Mode> {
  if (config.mode === 'echo') {
    return {
      service: 'echo-sts',
      processor: createEchoProcessor(config.echoDelayMs),
      providers: {},
      dispose: async () => undefined,
    };
  }
  if (!(await isInstalled('ffmpeg'))) throw new ProviderMissingError('real mode', 'ffmpeg', ['ffmpeg']);
  const scratch = await ScratchFolder.create();
  const providers = await createProviders(config, scratch).catch(async (error: unknown) => {
    await scratch.remove();
    throw error;
  });
  const gate = new ConcurrencyGate(config.concurrency);
  return {
    service: 'sts-service',
    processor: createDubbingProcessor({ providers, gate, scratch, metrics }),
    providers: { asr: config.asr, translation: config.translator, tts: config.tts },
    async dispose() {
      await providers.dispose();
      await scratch.remove();
    },
  };
}
