export { getText, HttpError, requestText, type TextAnswer } from './request-text.ts';
