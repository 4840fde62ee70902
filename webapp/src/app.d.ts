declare global {
	namespace App {
		/** What a sheet over a page keeps in the browser's history, so that Back closes the sheet. */
		interface PageState {
			readonly sheet?: string;
		}
	}
}

export {};
