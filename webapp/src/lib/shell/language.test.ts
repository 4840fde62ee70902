import { describe, expect, it } from 'vitest';

import { fetchLanguage, languageToSpeak } from './language.ts';

/** A service worker that answers what it is asked with `answer`. */
function worker(answer: boolean, asked: unknown[] = []): Pick<ServiceWorker, 'postMessage'> {
	return {
		postMessage(message: unknown, ports: unknown) {
			asked.push(languageToSpeak(message));
			const [port] = ports as MessagePort[];
			port?.postMessage(answer);
		}
	};
}

describe('another language', () => {
	it('is there once the worker has fetched it', async () => {
		const asked: unknown[] = [];
		expect(await fetchLanguage('de', worker(true, asked), false)).toBe(true);
		expect(asked).toEqual(['de']);
	});

	it('is not there if the worker could not fetch it', async () => {
		expect(await fetchLanguage('de', worker(false), true)).toBe(false);
	});

	it('comes from the network where there is no worker', async () => {
		expect(await fetchLanguage('de', undefined, true)).toBe(true);
		expect(await fetchLanguage('de', undefined, false)).toBe(false);
	});

	it('is nothing that other messages ask for', () => {
		expect(languageToSpeak({ open: '/' })).toBeUndefined();
		expect(languageToSpeak('take-over')).toBeUndefined();
	});
});
