import { explain } from './endpoint.js';
import { byId, setText } from './format.js';
import { request } from './http.js';

export function startUser() {
	byId('user').addEventListener('submit', (event) => {
		event.preventDefault();
		logOut();
	});
	showUser();
}

/** Shows who is logged in, if anybody is, and the way out. */
export async function showUser() {
	let name = null;
	try {
		({ name } = await request('api/user'));
	}
	catch {
		// Whoever looks for tunnels is told why
	}
	setText(byId('user-name'), name ?? '');
	byId('user').hidden = name === null;
}

async function logOut() {
	try {
		await request('logout', { method: 'POST' });
	}
	catch (error) {
		if (error.status !== 401) {
			setText(byId('user-error'), `Still logged in. ${explain(error, 'log out')}`);
			return;
		}
	}
	location.assign(new URL('login?logout', document.baseURI));
}
