import { expect, test, vi } from 'vitest';

import { takeOver, takeOverIfAlone } from './take-over.ts';
import { Updates, type WorkerContainer } from './updates.svelte.ts';

class FakeWorker extends EventTarget {
	readonly postMessage = vi.fn();
}

class FakeRegistration extends EventTarget {
	waiting: FakeWorker | null = null;
	installing: FakeWorker | null = null;
	readonly update = vi.fn(() => Promise.resolve());

	/** A new version is found and fetched, and waits. */
	bring(worker: FakeWorker) {
		this.installing = worker;
		this.dispatchEvent(new Event('updatefound'));
		this.installing = null;
		this.waiting = worker;
		worker.dispatchEvent(new Event('statechange'));
	}
}

async function open({ controlled = true, waiting = null as FakeWorker | null } = {}) {
	const registration = Object.assign(new FakeRegistration(), { waiting });
	const container = Object.assign(new EventTarget(), {
		controller: controlled ? {} : null,
		ready: Promise.resolve(registration)
	});
	const reload = vi.fn();
	const updates = new Updates(reload, 0);
	await updates.watch(container as unknown as WorkerContainer);
	const changeController = () => {
		container.controller = {};
		container.dispatchEvent(new Event('controllerchange'));
	};
	return { updates, registration, container, reload, changeController };
}

test('a new version waits until the user asks for it, and then reloads the page once it is in charge', async () => {
	const { updates, registration, reload, changeController } = await open();
	const worker = new FakeWorker();
	expect(updates.ready).toBe(false);

	registration.bring(worker);
	expect(updates.ready).toBe(true);
	expect(worker.postMessage).not.toHaveBeenCalled();

	updates.apply();
	expect(worker.postMessage).toHaveBeenCalledWith(takeOver);
	expect(reload).not.toHaveBeenCalled();
	changeController();
	expect(reload).toHaveBeenCalledOnce();
});

test('a page beside the one that asked is not reloaded; it offers to', async () => {
	const { updates, reload, changeController } = await open();

	changeController();
	expect(reload).not.toHaveBeenCalled();
	expect(updates.ready).toBe(true);

	updates.apply();
	expect(reload).toHaveBeenCalledOnce();
});

test('the very first worker is no new version', async () => {
	const { updates, reload, changeController } = await open({ controlled: false });
	changeController();
	expect(updates.ready).toBe(false);
	expect(reload).not.toHaveBeenCalled();
});

test('a version that waited when the app was opened takes over at once if it may', async () => {
	const waiting = new FakeWorker();
	const { container, reload, changeController } = await open({ waiting });
	expect(waiting.postMessage).toHaveBeenCalledWith(takeOverIfAlone);

	container.dispatchEvent(new MessageEvent('message', { data: takeOver }));
	changeController();
	expect(reload).toHaveBeenCalledOnce();
});

test('looks for a new version once an hour at most', async () => {
	const { updates, registration } = await open();
	updates.look(59 * 60_000);
	expect(registration.update).not.toHaveBeenCalled();
	updates.look(61 * 60_000);
	updates.look(62 * 60_000);
	expect(registration.update).toHaveBeenCalledOnce();
});
