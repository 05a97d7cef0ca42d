import { html, type Markup } from '../markup.ts';
import type { AttachmentView } from '../model/step-view.ts';
import { fileLink, type MediaLinks, sourceOf } from './media-link.ts';

const ALL_SHOWN = 12;

/** Links to the files of a step; a few pictures are shown, sound and video have tabs of their own. */
export function attachmentList(
  attachments: readonly AttachmentView[],
  links: MediaLinks,
): Markup | undefined {
  if (attachments.length === 0) return undefined;
  const list = html`<ul class="attachments">${attachments.map(
    ({ name, path, contentType }) =>
      html`<li>${fileLink(path, name, links)} <span class="note">${contentType}</span>${contentType.startsWith('image/') && html`<img alt="${name}" loading="lazy" ${sourceOf(path, links)}>`}</li>`,
  )}</ul>`;
  const isOpen = attachments.length <= ALL_SHOWN;
  return html`<details class="folded" ${isOpen && 'open'}><summary>${attachments.length} ${attachments.length === 1 ? 'file' : 'files'}</summary>${list}</details>`;
}
