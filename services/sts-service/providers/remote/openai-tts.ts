import { readWav } from '../../audio/read-wav.ts';
import { OPENAI_VOICES, voiceOf } from '../language-table.ts';
import type { Tts } from '../provider.ts';
import { RemoteApi } from './remote-api.ts';
import { openaiAccess, type RemoteSettings } from './remote-settings.ts';
import type { RetryClock } from './retry-clock.ts';

const DEFAULT_MODEL = 'gpt-4o-mini-tts';

/**
 * Speech synthesis by `POST /audio/speech`, as OpenAI and many others offer it. It is asked for WAV: that says what
 * rate it has, which `pcm` leaves to everybody's own habit.
 * https://platform.openai.com/docs/api-reference/audio/createSpeech
 *
 * @throws {ProviderKeyMissingError}
 */
export function createOpenaiTts(settings: RemoteSettings, clock?: RetryClock): Tts {
  const { part, key, model = DEFAULT_MODEL } = settings;
  const api = new RemoteApi({ provider: 'openai', part, key, ...openaiAccess(settings) }, clock);
  return {
    can: () => true,
    async synthesise(text, _pair, voiceProfile, limits) {
      const voice = settings.voice ?? voiceOf(OPENAI_VOICES, voiceProfile);
      const body = { model, input: text, voice, response_format: 'wav' };
      const wav = await api.askAudio('/audio/speech', body, limits);
      return { sound: readWav(wav), model: `openai ${model} ${voice}` };
    },
  };
}
