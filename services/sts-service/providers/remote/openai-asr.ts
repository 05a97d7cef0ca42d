import { z } from 'zod';
import { SPEECH_RATE_HZ } from '../../audio/decode-audio.ts';
import { writeWav } from '../../audio/write-wav.ts';
import type { Asr } from '../provider.ts';
import { RemoteApi } from './remote-api.ts';
import { openaiAccess, type RemoteSettings } from './remote-settings.ts';
import type { RetryClock } from './retry-clock.ts';

const DEFAULT_MODEL = 'whisper-1';

const answerSchema = z.object({ text: z.string() });

/**
 * Speech recognition by `POST /audio/transcriptions`, as OpenAI and many others offer it.
 * https://platform.openai.com/docs/api-reference/audio/createTranscription
 *
 * @throws {ProviderKeyMissingError}
 */
export function createOpenaiAsr(settings: RemoteSettings, clock?: RetryClock): Asr {
  const { part, key, model = DEFAULT_MODEL } = settings;
  const api = new RemoteApi({ provider: 'openai', part, key, ...openaiAccess(settings) }, clock);
  return {
    can: () => true,
    async transcribe(samples, { source }, domainHints, limits) {
      const form = new FormData();
      const wav = Uint8Array.from(writeWav(samples, SPEECH_RATE_HZ));
      form.set('file', new Blob([wav], { type: 'audio/wav' }), 'speech.wav');
      form.set('model', model);
      form.set('language', source.tag);
      form.set('response_format', 'json');
      // Words that are likely: the model is more apt to hear them.
      if (domainHints.length > 0) form.set('prompt', domainHints.join(', '));
      const { text } = await api.askJson('/audio/transcriptions', form, answerSchema, limits);
      return { text: text.trim(), model: `openai ${model}` };
    },
  };
}
