import { z } from 'zod';
import type { Translator } from '../provider.ts';
import type { RemoteSettings } from '../provider-settings.ts';
import { RemoteApi } from './remote-api.ts';
import type { RetryClock } from './retry.ts';

/** Default address of a local instance. */
const DEFAULT_URL = 'http://127.0.0.1:5000';

const responseSchema = z.object({ translatedText: z.string().trim().min(1) });

/** Translation with LibreTranslate. Some instances need a key. https://docs.libretranslate.com/guides/api_usage */
export function createLibretranslate(settings: RemoteSettings, clock?: RetryClock): Translator {
  const { part, url = DEFAULT_URL, key } = settings;
  const api = new RemoteApi({ provider: 'libretranslate', part, url, key }, clock);
  return {
    supports: () => true,
    async translate(text, { source, target }, limits) {
      const request = { q: text, source: source.tag, target: target.tag, format: 'text' };
      const body = key === undefined ? request : { ...request, api_key: key };
      const { translatedText } = await api.requestJson('/translate', body, responseSchema, limits);
      return { text: translatedText, model: 'libretranslate' };
    },
  };
}
