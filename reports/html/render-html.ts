import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../lib/write-atomically.ts';
import { readPeaks } from './audio/read-peaks.ts';
import { fileHref } from './markup.ts';
import type { FragmentView, SoundView } from './model/fragment-view.ts';
import { type RunView, readRunView } from './model/run-view.ts';
import { type InlinedFiles, runPage } from './page/run-page.ts';

export interface HtmlOptions {
  /** Path of a page that needs no files beside it, to be mailed around; else media lies beside the page. */
  readonly singleFile?: string;
}

/** A page that was written. */
export interface RenderedPage {
  /** Absolute when the run folder is. */
  readonly file: string;
  readonly sizeBytes: number;
}

/** A run of half an hour has some 600 pieces of audio: 5 s of decoding on one slow core. */
const PEAKS_WITHIN_MS = 8000;

/**
 * Writes a run as a page for people, from its event log: `index.html` in its folder, or one file anywhere.
 *
 * @throws {EventLogCorruptError} when the log cannot be read
 */
export async function renderHtml(runFolder: string, { singleFile }: HtmlOptions = {}): Promise<RenderedPage> {
  const view = withPeaks(...(await viewAndPeaks(runFolder)));
  const page = runPage(view, singleFile === undefined ? undefined : await inlinedFiles(runFolder, view));
  const file = singleFile ?? join(runFolder, 'index.html');
  await writeAtomically(file, [page]);
  return { file, sizeBytes: Buffer.byteLength(page) };
}

type Peaks = ReadonlyMap<string, readonly number[]>;

async function viewAndPeaks(runFolder: string): Promise<[RunView, Peaks]> {
  const view = await readRunView(runFolder);
  const paths = view.fragments.flatMap(({ original, dubbed }) =>
    [original?.path ?? [], dubbed?.path ?? []].flat(),
  );
  return [view, await readPeaks(runFolder, [...new Set(paths)], PEAKS_WITHIN_MS)];
}

function withPeaks(view: RunView, peaks: Peaks): RunView {
  const drawn = (sound: SoundView): SoundView => {
    const ofSound = peaks.get(sound.path);
    return ofSound === undefined ? sound : { ...sound, peaks: ofSound };
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

/** The files that the page shows or links to, as `data:` URLs. One that is not there is left out. */
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
