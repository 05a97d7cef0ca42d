import { readWav } from '../../audio/wav.ts';
import { OPENAI_VOICES, voiceOf } from '../language-table.ts';
import type { Tts } from '../provider.ts';
import type { RemoteSettings } from '../provider-settings.ts';
import { RemoteApi } from './remote-api.ts';
import { openaiAccess } from './remote-settings.ts';
import type { RetryClock } from './retry.ts';

const DEFAULT_MODEL = 'gpt-4o-mini-tts';

/**
 * Speech synthesis with `POST /audio/speech` of OpenAI and compatible services. It requests WAV, which states its sample
 * rate; with `pcm` the rate depends on the service.
 * https://platform.openai.com/docs/api-reference/audio/createSpeech
 *
 * @throws {ProviderKeyMissingError}
 */
export function createOpenaiTts(settings: RemoteSettings, clock?: RetryClock): Tts {
  const { part, key, model = DEFAULT_MODEL } = settings;
  const api = new RemoteApi({ provider: 'openai', part, key, ...openaiAccess(settings) }, clock);
  return {
    supports: () => true,
    async synthesise(text, _pair, voiceProfile, limits) {
      const voice = settings.voice ?? voiceOf(OPENAI_VOICES, voiceProfile);
      const body = { model, input: text, voice, response_format: 'wav' };
      const wav = await api.requestAudio('/audio/speech', body, limits);
      return { audio: readWav(wav), model: `openai ${model} ${voice}` };
    },
  };
}
