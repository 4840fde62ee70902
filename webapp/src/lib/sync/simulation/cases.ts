/**
 * Seeds that once broke something. They do what they did then as long as the
 * table of what may happen stays as it is; the tests of exchange and engine
 * hold each of these mistakes in a form of its own.
 */
export const cases: readonly { readonly seed: number; readonly what: string }[] = [
	{ seed: 5, what: 'a disk without any room was asked again without a pause' },
	{ seed: 9, what: 'an app too old to pull never came back from a new epoch' },
	{ seed: 12, what: 'a copied profile laid an old name over a new one' },
	{ seed: 47, what: 'a page that came again put back how much is safe' },
	{
		seed: 401,
		what: 'a first pull that a restore and its clean-up cut off was begun anew for ever'
	},
	{ seed: 666, what: 'a page that came late took a change off before its record had come' },
	{
		seed: 70690,
		what: 'an edit that a copy of the profile had sent too was sent as none, and lost with a restore'
	}
];
