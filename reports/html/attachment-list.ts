import { fileHref, html, type Markup } from './markup.ts';
import type { Attachment } from './run-story.ts';

/** Links to the files of a run; pictures, sound and video are shown. */
export function attachmentList(attachments: readonly Attachment[]): Markup | undefined {
  if (attachments.length === 0) return undefined;
  return html`<ul class="attachments">${attachments.map(
    ({ name, path, contentType }) =>
      html`<li><a href="${fileHref(path)}">${name}</a> <span class="note">${contentType}</span>${preview(path, contentType)}</li>`,
  )}</ul>`;
}

function preview(path: string, contentType: string): Markup | undefined {
  const source = fileHref(path);
  switch (contentType.split('/')[0]) {
    case 'video':
      return html`<video controls preload="metadata" src="${source}"></video>`;
    case 'audio':
      return html`<audio controls preload="metadata" src="${source}"></audio>`;
    case 'image':
      return html`<img alt="" loading="lazy" src="${source}">`;
    default:
      return undefined;
  }
}
