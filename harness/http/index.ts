export { getText, HttpError, requestText, type TextResponse } from './request-text.ts';
