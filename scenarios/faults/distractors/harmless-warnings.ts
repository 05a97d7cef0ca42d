import { defineDistractor } from '../define-fault.ts';
import { preload } from '../rigging/service-specs.ts';
import { writeStaged } from '../rigging/write-file.ts';

/** What an exporter of telemetry prints that has no collector. Nothing depends on it. */
const EXPORTER = `
const warn = () => process.emitWarning(
  'telemetry: connect ECONNREFUSED 127.0.0.1:4318, permission denied for /root/.config/telemetry.json; retrying',
  'ExporterWarning',
);
setInterval(warn, 3000).unref();
warn();
`;

/** A service warns about something that has nothing to do with the stream, in the words of a real failure. */
export const harmlessWarnings = defineDistractor({
  id: 'harmless-warnings',
  title: 'Both services warn that their telemetry has no collector',
  beside: ['hook-url-not-found', 'output-audio-late', 'translator-passes-through'],
  async alter(stage) {
    const file = await writeStaged(stage, 'telemetry/exporter.mjs', EXPORTER);
    const [media, sts] = [preload('media-service', file), preload('sts-service', file)];
    return { specs: (specs) => sts(media(specs)) };
  },
});
