import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The name of this build: the last commit that touched the web app, and a digest of what was
 * changed since, so that the same sources always give the same bytes.
 */
export function version(): string {
	if (process.env['TEND_VERSION'] !== undefined) return process.env['TEND_VERSION'];
	try {
		const commit = git('log', '-1', '--format=%h', '--', '.');
		const changes = git('diff', 'HEAD', '--', '.') + git('status', '--porcelain', '--', '.');
		return changes === '' ? commit : `${commit}-${digest(changes, 'hex').slice(0, 7)}`;
	} catch {
		return 'dev';
	}
}

/** The CSP sources of the scripts that stand in a template; Kit hashes only the one it writes itself. */
export function inlineScriptHashes(template: string): `sha256-${string}`[] {
	const html = readFileSync(template, 'utf8');
	return [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(
		([, script = '']) => `sha256-${digest(script, 'base64')}` as const
	);
}

function git(...args: string[]): string {
	const options = { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] };
	return execFileSync('git', args, options as { encoding: 'utf8' }).trim();
}

function digest(text: string, encoding: 'hex' | 'base64'): string {
	return createHash('sha256').update(text).digest(encoding);
}
