export { alignSpoken, type SpokenAlignment } from './align-spoken.ts';
export {
  ENGLISH,
  type NumberLanguage,
  readNumbers,
  SPANISH,
  type SpokenNumbers,
} from './spoken-numbers.ts';
