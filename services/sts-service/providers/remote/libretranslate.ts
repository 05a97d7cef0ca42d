import { z } from 'zod';
import type { Translator } from '../provider.ts';
import { RemoteApi } from './remote-api.ts';
import type { RemoteSettings } from './remote-settings.ts';
import type { RetryClock } from './retry-clock.ts';

/** Where it listens when somebody runs it here. */
const DEFAULT_URL = 'http://127.0.0.1:5000';

const answerSchema = z.object({ translatedText: z.string().trim().min(1) });

/** LibreTranslate. Whether it wants a key is its operator's choice. https://docs.libretranslate.com/guides/api_usage */
export function createLibretranslate(settings: RemoteSettings, clock?: RetryClock): Translator {
  const { part, url = DEFAULT_URL, key } = settings;
  const api = new RemoteApi({ provider: 'libretranslate', part, url, key }, clock);
  return {
    can: () => true,
    async translate(text, { source, target }, limits) {
      const order = { q: text, source: source.tag, target: target.tag, format: 'text' };
      const body = key === undefined ? order : { ...order, api_key: key };
      const { translatedText } = await api.askJson('/translate', body, answerSchema, limits);
      return { text: translatedText, model: 'libretranslate' };
    },
  };
}
