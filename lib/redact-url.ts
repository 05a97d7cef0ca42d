const HIDDEN = '…';
// Both start at the `://` of a URL and end before the next one, so that the time is linear in the length of the text.
const USER_INFO = /(?<=[a-z\d+.-]:\/\/)[^\s/?#]*@/gi;
/** Up to the next blank: a query may contain any other character, quotes and brackets included. */
const QUERY = /(?<=[a-z\d+.-]:\/\/)((?:(?!:\/\/)[^\s?#])*)\?\S*/gi;
/** A shorter value may be part of any text: it is hidden in URLs only. */
const MIN_SECRET_LENGTH = 4;

/** Hides user and password of every URL in a text. */
export function redactUserInfo(text: string): string {
  return text.replace(USER_INFO, `${HIDDEN}@`);
}

/**
 * Hides the credentials of every URL in a text: user and password, and the query, which carries credentials of
 * MediaMTX (`?user=…&pass=…`) and tokens of other servers.
 */
export function redactUrls(text: string): string {
  return redactUserInfo(text).replace(QUERY, `$1?${HIDDEN}`);
}

/**
 * Returns a function that hides the credentials of `url` in the output of another program: those of every URL, and the
 * user info and query of this one wherever they appear, for example behind a path without scheme and host.
 */
export function urlRedactor(url: string): (text: string) => string {
  const [, userInfo = ''] = /^[^/]*:\/\/([^/?#]*)@/.exec(url) ?? [];
  const [, query = ''] = /\?(.*)$/s.exec(url) ?? [];
  const [, ...password] = userInfo.split(':');
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  const secrets = [userInfo, query, password.join(':'), ...values].filter(
    ({ length }) => length >= MIN_SECRET_LENGTH,
  );
  return (text) =>
    redactUrls(secrets.reduce((redacted, secret) => redacted.replaceAll(secret, HIDDEN), text));
}
