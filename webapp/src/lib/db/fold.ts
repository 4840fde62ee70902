export { fold } from '#lib/search/words.ts';
