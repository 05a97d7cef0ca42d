import type { KeptFragment } from './fragment-payloads.ts';
import type { AudioView } from './fragment-view.ts';

/** The audio files of one fragment. */
export interface FragmentFiles {
  readonly original?: AudioView;
  readonly dubbed?: AudioView;
}

type Side = keyof FragmentFiles;

/** `fragment-<sequence>-<fragment id>-original.m4a` */
const FILE_OF_ID = /^fragment-\d+-(.+)-(original|dubbed)\.\w+$/s;
/** The name in earlier versions: `fragment-<sequence>-original.m4a`. */
const FILE_OF_SEQUENCE = /^fragment-(\d+)-(original|dubbed)\.\w+$/;

/** Finds the audio files of fragments by fragment id. Sequence numbers restart with each STS session. */
export class FragmentAudio {
  readonly #byId = new Map<string, { -readonly [Key in Side]?: AudioView }>();
  readonly #bySequence = new Map<string, string>();

  /** Registers an attachment, if it is the audio of a fragment. */
  addAttachment({ name, path }: { readonly name: string; readonly path: string }): void {
    const [, id, side] = FILE_OF_ID.exec(name) ?? [];
    if (id !== undefined) {
      this.#set(id, side as Side, path);
      return;
    }
    const [, sequence, sideOfSequence] = FILE_OF_SEQUENCE.exec(name) ?? [];
    if (sequence !== undefined) this.#bySequence.set(`${Number(sequence)} ${sideOfSequence}`, path);
  }

  /** Registers the files that the step's output names. */
  addKept({ fragmentId, original, dubbed }: KeptFragment): void {
    if (original !== undefined) this.#set(fragmentId, 'original', original.path);
    if (dubbed !== undefined) this.#set(fragmentId, 'dubbed', dubbed.path);
  }

  /**
   * The files of a fragment.
   *
   * @param isUnique whether no other fragment of the run has this sequence number: only then does a file that is named
   *   by its sequence number alone belong to it
   */
  filesOf(id: string, sequence: number, isUnique: boolean): FragmentFiles {
    const files = this.#byId.get(id);
    if (files !== undefined || !isUnique) return files ?? {};
    const original = this.#bySequence.get(`${sequence} original`);
    const dubbed = this.#bySequence.get(`${sequence} dubbed`);
    return {
      ...(original !== undefined && { original: { path: original } }),
      ...(dubbed !== undefined && { dubbed: { path: dubbed } }),
    };
  }

  #set(id: string, side: Side, path: string): void {
    const files = this.#byId.get(id) ?? {};
    files[side] = { path };
    this.#byId.set(id, files);
  }
}
