import { type RequestOptions, requestText, type TextAnswer } from './request-text.ts';

/**
 * GETs `url`: see {@link requestText}.
 *
 * @throws HttpError when no complete answer came
 */
export async function getText(
  url: string,
  options: Omit<RequestOptions, 'method' | 'json'>,
): Promise<TextAnswer> {
  return await requestText(url, options);
}
