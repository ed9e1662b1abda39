const TIMEOUT = 10_000;

/** An answer that is not what was asked for, with the status and, if the server says one, the reason. */
export class HttpError extends Error {

	constructor(status, reason) {
		super(reason ?? `HTTP ${status}`);
		this.status = status;
	}

}

/**
 * Returns the JSON of the answer, null if it has none. Fails with an HttpError, or with what fetch fails with if there
 * is no answer in time. Spring Security's token against forged requests goes along where its cookie is there.
 */
export async function request(path, { method = 'GET', json, timeout = TIMEOUT } = {}) {
	const headers = { 'Accept': 'application/json, application/problem+json', 'X-Requested-With': 'XMLHttpRequest' };
	if (json !== undefined) {
		headers['Content-Type'] = 'application/json';
	}
	const token = cookie('XSRF-TOKEN');
	if (token && method !== 'GET') {
		headers['X-XSRF-TOKEN'] = token;
	}
	const response = await fetch(new URL(path, document.baseURI), {
		method, headers, body: JSON.stringify(json), cache: 'no-store', redirect: 'manual',
		signal: AbortSignal.timeout(timeout)
	});
	if (response.type === 'opaqueredirect') {
		// To a login page, which is nothing to parse
		throw new HttpError(401);
	}
	const text = await response.text();
	const answer = response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : null;
	if (!response.ok) {
		throw new HttpError(response.status, answer?.detail);
	}
	if (method === 'GET' && answer === null) {
		throw new HttpError(response.status, 'what it sends is not JSON');
	}
	return answer;
}

/** What somebody may make of an error, who wanted to do that. */
export function explain(error, that) {
	switch (error.status) {
		case undefined: return 'The server does not answer.';
		case 401: return 'You are not logged in, or no longer.';
		case 403: return `You may not ${that}: the server refuses it (403).`;
		default: return `The server answers with an error: ${error.message}.`;
	}
}

function cookie(name) {
	const found = document.cookie.split('; ').find((entry) => entry.startsWith(`${name}=`));
	return found && decodeURIComponent(found.slice(name.length + 1));
}
