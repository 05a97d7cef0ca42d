/** Voice profile of a session → voice of a provider. A profile that is not there gets `default`. */
type Voices = Readonly<Record<string, string>> & { readonly default: string };

/** A language, with what each provider calls it, and its voices. */
export interface Language {
  /** Primary subtag of BCP 47. Where a provider is not named below, this is what it calls the language. */
  readonly tag: string;
  /** In English. */
  readonly name: string;
  /** Whether the model that pocketsphinx is given recognises it. */
  readonly pocketsphinx: boolean;
  /** Language that apertium translates it to → name of that pair. */
  readonly apertium: Readonly<Record<string, string>>;
  /** DeepL wants the variant that it is to write, and knows none of what it reads. */
  readonly deepl: { readonly source: string; readonly target: string };
  readonly espeakVoices: Voices;
}

/** Each speaks all of the languages. https://platform.openai.com/docs/guides/text-to-speech */
export const OPENAI_VOICES: Voices = { default: 'alloy', female: 'nova', male: 'onyx' };

/** Ids of voices that every account has; each speaks all of the languages. */
export const ELEVENLABS_VOICES: Voices = {
  default: 'JBFqnCBsd6RMkjVDRZzb',
  female: 'EXAVITQu4vr4xnSDxMaL',
};

/** Everything that can be dubbed from or into, provided that the chosen providers can. */
export const LANGUAGES: readonly Language[] = [
  {
    tag: 'en',
    name: 'English',
    pocketsphinx: true,
    apertium: { es: 'eng-spa' },
    deepl: { source: 'EN', target: 'EN-US' },
    espeakVoices: { default: 'en-us', female: 'en-us+f3', british: 'en-gb' },
  },
  {
    tag: 'es',
    name: 'Spanish',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'ES', target: 'ES' },
    espeakVoices: { default: 'es', female: 'es+f3', 'latin-american': 'es-419' },
  },
  {
    tag: 'fr',
    name: 'French',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'FR', target: 'FR' },
    espeakVoices: { default: 'fr-fr', female: 'fr-fr+f3' },
  },
  {
    tag: 'de',
    name: 'German',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'DE', target: 'DE' },
    espeakVoices: { default: 'de', female: 'de+f3' },
  },
  {
    tag: 'it',
    name: 'Italian',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'IT', target: 'IT' },
    espeakVoices: { default: 'it', female: 'it+f3' },
  },
  {
    tag: 'pt',
    name: 'Portuguese',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'PT', target: 'PT-BR' },
    espeakVoices: { default: 'pt-br', female: 'pt-br+f3', european: 'pt' },
  },
];

/** The voice of a profile. */
export function voiceOf(voices: Voices, profile: string): string {
  return Object.hasOwn(voices, profile) ? (voices[profile] ?? voices.default) : voices.default;
}
