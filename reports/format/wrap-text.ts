/**
 * Breaks a line of text at spaces. A word longer than the width stays whole: a path or an address must be selectable.
 *
 * @param width in characters; may be infinite
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Text of at most `maxLength` characters; `…` replaces its middle, because both ends matter. */
export function shortenMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const kept = Math.max(0, maxLength - 1);
  const head = Math.ceil(kept / 2);
  return `${text.slice(0, head).trimEnd()}…${text.slice(text.length - (kept - head)).trimStart()}`;
}
