import { request } from './http.js';

/** The Actuator's endpoint, relative to the page. */
const PATH = 'actuator/wstunnels';

export function list() {
	return request(PATH);
}

export function detail(id) {
	return request(`${PATH}/${encodeURIComponent(id)}`);
}

export function close(id) {
	return request(`${PATH}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** What an operator may make of an error of one of these. */
export function explain(error) {
	switch (error.status) {
		case undefined: return 'The server does not answer.';
		case 401: return 'You are not logged in, or no longer. Load the page again to log in.';
		case 403: return 'You may not do that: the server refuses it (403).';
		case 404: return 'Not found (404). Is the endpoint exposed? See management.endpoints.web.exposure.include.';
		case 405: return 'The endpoint is read-only (405). See management.endpoint.wstunnels.access.';
		default: return `The server answers with an error: ${error.message}.`;
	}
}
