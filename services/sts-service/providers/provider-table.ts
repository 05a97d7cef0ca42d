import type { ScratchFolder } from '../process/scratch-folder.ts';
import { createApertium } from './local/apertium.ts';
import { createEspeakNg } from './local/espeak-ng.ts';
import { createPocketsphinx } from './local/pocketsphinx.ts';
import type { Asr, Translator, Tts } from './provider.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { createDeepl } from './remote/deepl.ts';
import { createElevenlabs } from './remote/elevenlabs.ts';
import { createLibretranslate } from './remote/libretranslate.ts';
import { createOpenaiAsr } from './remote/openai-asr.ts';
import { createOpenaiTranslator } from './remote/openai-translator.ts';
import { createOpenaiTts } from './remote/openai-tts.ts';

/** The provider of each stage. */
export interface Providers {
  readonly asr: Asr;
  readonly translator: Translator;
  readonly tts: Tts;
  dispose(): Promise<void>;
}

interface Disposer {
  dispose?(): Promise<void>;
}

/** Creates a provider, or throws an error that names the missing package or variable. */
type Create<Provider> = (settings: ProviderSettings, scratch: ScratchFolder) => Provider | Promise<Provider>;

const ASR: Record<ProviderSettings['asr'], Create<Asr>> = {
  pocketsphinx: (settings, scratch) => createPocketsphinx(settings.pocketsphinxModelDir, scratch),
  openai: ({ remote }) => createOpenaiAsr(remote.asr),
};

const TRANSLATOR: Record<ProviderSettings['translator'], Create<Translator>> = {
  apertium: (settings) => createApertium(settings.apertiumDir),
  deepl: ({ remote }) => createDeepl(remote.translator),
  libretranslate: ({ remote }) => createLibretranslate(remote.translator),
  openai: ({ remote }) => createOpenaiTranslator(remote.translator),
};

const TTS: Record<ProviderSettings['tts'], Create<Tts>> = {
  'espeak-ng': () => createEspeakNg(),
  elevenlabs: ({ remote }) => createElevenlabs(remote.tts),
  openai: ({ remote }) => createOpenaiTts(remote.tts),
};

/**
 * Creates the configured providers.
 *
 * @param scratch must outlive the providers
 * @throws {ProviderMissingError | ProviderKeyMissingError}
 */
export async function createProviders(
  settings: ProviderSettings,
  scratch: ScratchFolder,
): Promise<Providers> {
  const created: Disposer[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(created.map((provider) => provider.dispose?.()));
  };
  const make = async <Provider extends Disposer>(create: Create<Provider>): Promise<Provider> => {
    const provider = await create(settings, scratch);
    created.push(provider);
    return provider;
  };
  try {
    const asr = await make(ASR[settings.asr]);
    const translator = await make(TRANSLATOR[settings.translator]);
    const tts = await make(TTS[settings.tts]);
    return { asr, translator, tts, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
