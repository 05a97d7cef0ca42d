import { z } from 'zod';
import { SPEECH_RATE_HZ } from '../../audio/decode-audio.ts';
import { writeWav } from '../../audio/wav.ts';
import type { Asr } from '../provider.ts';
import type { RemoteSettings } from '../provider-settings.ts';
import { RemoteApi } from './remote-api.ts';
import { openaiAccess } from './remote-settings.ts';
import type { RetryClock } from './retry.ts';

const DEFAULT_MODEL = 'whisper-1';

const responseSchema = z.object({ text: z.string() });

/**
 * Speech recognition with `POST /audio/transcriptions` of OpenAI and compatible services.
 * https://platform.openai.com/docs/api-reference/audio/createTranscription
 *
 * @throws {ProviderKeyMissingError}
 */
export function createOpenaiAsr(settings: RemoteSettings, clock?: RetryClock): Asr {
  const { part, key, model = DEFAULT_MODEL } = settings;
  const api = new RemoteApi({ provider: 'openai', part, key, ...openaiAccess(settings) }, clock);
  return {
    supports: () => true,
    async transcribe(samples, { source }, domainHints, limits) {
      const form = new FormData();
      const wav = Uint8Array.from(writeWav(samples, SPEECH_RATE_HZ));
      form.set('file', new Blob([wav], { type: 'audio/wav' }), 'speech.wav');
      form.set('model', model);
      form.set('language', source.tag);
      form.set('response_format', 'json');
      // The prompt makes the words in it more likely.
      if (domainHints.length > 0) form.set('prompt', domainHints.join(', '));
      const { text } = await api.requestJson('/audio/transcriptions', form, responseSchema, limits);
      return { text: text.trim(), model: `openai ${model}` };
    },
  };
}
