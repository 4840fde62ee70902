import type { Connection } from './connection.ts';
import type { Tx } from './schema.ts';
import { readLog } from './touched.ts';
import type { Remembered } from './types.ts';

/** As it lies in the store. */
interface Kept {
	readonly about: string;
	/** The last entry of the log of changes that the answer knows of. */
	readonly upto: number;
	readonly answer: unknown;
}

const keyOf = (question: string) => `answer/${question}`;

/** Answers beside what else is derived from the rows; the log of changes tells whether they still hold. */
export class RememberedAnswers implements Remembered {
	readonly #connection: Connection;

	constructor(connection: Connection) {
		this.#connection = connection;
	}

	position(): Promise<number> {
		return this.#connection.run('readonly', ['touched', 'derived'], positionIn);
	}

	recall(question: string, about: string): Promise<unknown> {
		return this.#connection.run('readonly', ['touched', 'derived'], async (tx) => {
			const [value, upto] = await Promise.all([
				tx.objectStore('derived').get(keyOf(question)),
				positionIn(tx)
			]);
			// Only we write there.
			const kept = value as Kept | undefined;
			return kept?.about === about && kept.upto === upto ? kept.answer : undefined;
		});
	}

	async remember(
		question: string,
		about: string,
		{ upto, answer }: { readonly upto: number; readonly answer: unknown }
	): Promise<void> {
		const kept: Kept = { about, upto, answer };
		await this.#connection.run('readwrite', ['derived'], async (tx) => {
			await tx.objectStore('derived').put(kept, keyOf(question));
		});
	}
}

async function positionIn(tx: Tx): Promise<number> {
	return (await readLog(tx, Number.MAX_SAFE_INTEGER)).upto;
}
