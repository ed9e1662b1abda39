import { explain as explainAny, request } from './http.js';

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

/** What an operator may make of an error of one of these, who wanted to do that. */
export function explain(error, that) {
	switch (error.status) {
		case 404: return 'Not found (404). Is the endpoint exposed? See management.endpoints.web.exposure.include.';
		case 405: return 'The endpoint is read-only (405). See management.endpoint.wstunnels.access.';
		default: return explainAny(error, that);
	}
}
