export { type GetOptions, getText, type TextAnswer } from './get-text.ts';
export { HttpError, type HttpErrorCode } from './http-error.ts';
