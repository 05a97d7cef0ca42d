import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from '../../harness/engine/run-folder/reporter.ts';
import { writeAtomically } from '../../lib/write-atomically.ts';
import { readPeaks } from './audio/read-peaks.ts';
import { fileHref } from './markup.ts';
import type { AudioView, FragmentView } from './model/fragment-view.ts';
import { type RunView, readRunView } from './model/run-view.ts';
import { type InlinedFiles, runPage } from './page/run-page.ts';

export interface HtmlOptions {
  /** Path of a self-contained page, for sending to others. By default the page refers to the files of the run folder. */
  readonly singleFile?: string;
}

/** A page that was written. */
export interface RenderedPage {
  /** Absolute when the run folder is. */
  readonly file: string;
  readonly sizeBytes: number;
}

/** Half an hour of dubbing has some 600 audio files, which take 5 s on one slow core. */
const PEAKS_WITHIN_MS = 8000;

/** Writes `index.html`, the page of a run. */
export const htmlReporter: Reporter = {
  name: 'html',
  fileName: 'index.html',
  async finish(runFolder) {
    await renderHtml(runFolder);
  },
};

/**
 * Writes the page of a run from its event log: `index.html` in its folder, or a self-contained file anywhere.
 *
 * @throws {EventLogCorruptError} when the log cannot be read
 */
export async function renderHtml(runFolder: string, { singleFile }: HtmlOptions = {}): Promise<RenderedPage> {
  const page = singleFile === undefined ? runPage(await readView(runFolder)) : await singlePage(runFolder);
  const file = singleFile ?? join(runFolder, 'index.html');
  await writeAtomically(file, [page]);
  return { file, sizeBytes: Buffer.byteLength(page) };
}

/**
 * The self-contained page of a run.
 *
 * @throws {EventLogCorruptError} when the log cannot be read
 */
export async function singlePage(runFolder: string): Promise<string> {
  const view = await readView(runFolder);
  return runPage(view, await inlinedFiles(runFolder, view));
}

async function readView(runFolder: string): Promise<RunView> {
  return await withPeaks(await readRunView(runFolder), runFolder);
}

/** Adds the waveforms of all audio files. */
async function withPeaks(view: RunView, runFolder: string): Promise<RunView> {
  const paths = view.fragments.flatMap(({ original, dubbed }) =>
    [original?.path ?? [], dubbed?.path ?? []].flat(),
  );
  const peaks = await readPeaks(runFolder, [...new Set(paths)], PEAKS_WITHIN_MS);
  const drawn = (audio: AudioView): AudioView => {
    const ofAudio = peaks.get(audio.path);
    return ofAudio === undefined ? audio : { ...audio, peaks: ofAudio };
  };
  const fragments = view.fragments.map(
    ({ original, dubbed, ...fragment }): FragmentView => ({
      ...fragment,
      ...(original !== undefined && { original: drawn(original) }),
      ...(dubbed !== undefined && { dubbed: drawn(dubbed) }),
    }),
  );
  return { ...view, fragments };
}

/** The files that the page shows or links to, as `data:` URLs. Missing files are left out. */
async function inlinedFiles(runFolder: string, { steps }: RunView): Promise<InlinedFiles> {
  const files = new Map(
    steps.flatMap(({ attachments }) => attachments.map((file) => [file.path, file.contentType])),
  );
  const inlined: Record<string, string> = {};
  for (const [path, contentType] of files) {
    const href = fileHref(path);
    try {
      const bytes = await readFile(join(runFolder, decodeURIComponent(href)));
      inlined[href] = `data:${contentType};base64,${bytes.toString('base64')}`;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return inlined;
}
