import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The translator does not know the language pair and passes the text on. */
export const translatorPassesThrough = defineFault({
  id: 'translator-passes-through',
  title: 'The translator returns its input',
  boundary: 'translation',
  expected: { step: 'event-data', cause: 'TRANSLATION_IN_SOURCE_LANGUAGE' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/providers/local/apertium.ts',
        find: 'text: await translate(pair, text, signal), model',
        replace: 'text, model',
      },
    ]),
  }),
});
