export { alignSpoken } from './align-spoken.ts';
export {
  ENGLISH,
  type NumberLanguage,
  readNumbers,
  SPANISH,
} from './spoken-numbers.ts';
