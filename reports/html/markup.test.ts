import { expect, test } from 'vitest';
import { fileHref, html, trusted } from './markup.ts';

test('escapes values in elements and attributes', () => {
  const name = `"><script>alert('x')</script>&`;
  expect(html`<a title="${name}">${name}</a>`.text).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
  );
});

test('keeps markup, also in lists, and omits absent values', () => {
  expect(html`<p>${[html`<b>1</b>`, 2, ['<']]}${undefined}${false}${trusted('<hr>')}</p>`.text).toBe(
    '<p><b>1</b>2&lt;<hr></p>',
  );
});

test('removes escape sequences and keeps backslashes', () => {
  expect(html`${'\u001b[31mred\u001b[0m \\n $& \u0000'}`.text).toBe('red \\n $&amp; \ufffd');
});

test.each([
  ['attachments/ffprobe.json', './attachments/ffprobe.json'],
  ['javascript:alert(1)', './javascript%3Aalert(1)'],
  ['//evil.example/x', './//evil.example/x'],
  ['../../etc/passwd', './etc/passwd'],
  ['a b/#?.txt', './a%20b/%23%3F.txt'],
])('links %s to a file in the run folder', (path, href) => {
  expect(fileHref(path)).toBe(href);
  const base = 'file:///runs/r/';
  expect(new URL(href, `${base}index.html`).href.startsWith(base)).toBe(true);
});
