export { getText } from './get-text.ts';
export { HttpError, type HttpErrorCode } from './http-error.ts';
export { type RequestOptions, requestText, type TextAnswer } from './request-text.ts';
