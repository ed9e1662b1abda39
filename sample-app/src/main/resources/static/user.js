import { byId, setText } from './format.js';
import { explain, request } from './http.js';

/** The status of the page's last answer when the user was looked at. */
let seen;

export function startUser() {
	byId('user').addEventListener('submit', (event) => {
		event.preventDefault();
		logOut();
	});
}

/**
 * Shows who is logged in, if anybody is, and the way out, when the status of the page's answers changes: somebody else
 * may have logged in meanwhile, in another tab. It is null while there is no answer.
 */
export async function showUser(status) {
	if (status === seen) {
		return;
	}
	seen = status;
	if (status === 401) {
		byId('user').hidden = true;
	}
	else if (status !== null) {
		await look();
	}
}

async function look() {
	let name = null;
	try {
		({ name } = await request('api/user'));
	}
	catch (error) {
		if (error.status === undefined) {
			// With the next answer
			seen = null;
		}
	}
	setText(byId('user-error'), '');
	setText(byId('user-name'), name ?? '');
	byId('user').hidden = !name;
}

async function logOut() {
	setText(byId('user-error'), '');
	try {
		await request('logout', { method: 'POST' });
	}
	catch (error) {
		if (error.status !== 401) {
			setText(byId('user-error'), explain(error, 'log out'));
			return;
		}
	}
	location.assign(new URL('login?logout', document.baseURI));
}
