/** What the user chose: the platform's colours, or always these. */
export type ThemeChoice = 'system' | 'light' | 'dark';

/** Where the choice is kept; the script in app.html reads it before the first paint. */
const storageKey = 'tend.theme';

/** The colour of the browser's own bars; the same as `--paper` in app.css. */
const paper = { light: '#fbf9f4', dark: '#141715' };

/** The colours of the app: chosen by hand, or following the platform while it runs. */
export class Theme {
	#choice = $state<ThemeChoice>(remembered());

	get choice(): ThemeChoice {
		return this.#choice;
	}

	set choice(choice: ThemeChoice) {
		this.#choice = choice;
		if (choice === 'system') localStorage.removeItem(storageKey);
		else localStorage.setItem(storageKey, choice);
		this.apply();
	}

	/** Follows the platform's colours until the returned function is called. */
	follow(): () => void {
		const dark = window.matchMedia('(prefers-color-scheme: dark)');
		const apply = () => this.apply();
		dark.addEventListener('change', apply);
		return () => dark.removeEventListener('change', apply);
	}

	/** Paints the document in the colours of the choice. */
	apply(): void {
		const dark =
			this.#choice === 'dark' ||
			(this.#choice === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
		const theme = dark ? 'dark' : 'light';
		document.documentElement.dataset['theme'] = theme;
		document.querySelector('meta[name=theme-color]')?.setAttribute('content', paper[theme]);
	}
}

function remembered(): ThemeChoice {
	const stored = localStorage.getItem(storageKey);
	return stored === 'light' || stored === 'dark' ? stored : 'system';
}
