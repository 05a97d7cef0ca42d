export { alignSpoken, type SpokenAlignment } from './align-spoken.ts';
export { ENGLISH, type NumberLanguage, SPANISH } from './number-language.ts';
export { readNumbers, type SpokenNumbers } from './spoken-numbers.ts';
