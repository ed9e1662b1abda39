import { byId, count, duration, element } from './format.js';
import { explain, request } from './http.js';

/** Far longer than the server lets a query run. */
const TIMEOUT = 30_000;

const EXAMPLES = {
	'shared currencies': `SELECT c.code, c.name AS currency, count(*) AS countries,
       string_agg(k.name, ', ' ORDER BY k.name) AS used_in
FROM country k JOIN currency c ON c.code = k.currency
GROUP BY c.code HAVING count(*) > 1
ORDER BY countries DESC`,
	'next clock changes': `SELECT instant, zone, (offset_after - offset_before) / 60 AS minutes
FROM clock_change
WHERE instant > now()
ORDER BY instant, zone
LIMIT 50`,
	'restless zones': `SELECT zone, count(*) AS clock_changes, min(instant)::date AS since
FROM clock_change
WHERE instant < now()
GROUP BY zone
ORDER BY clock_changes DESC
LIMIT 20`,
	'a write': `DELETE FROM country`,
	'too slow': `SELECT pg_sleep(60)`
};

export function startQuery() {
	const sql = byId('sql');
	sql.value = Object.values(EXAMPLES)[0];
	for (const [name, example] of Object.entries(EXAMPLES)) {
		const button = element('button', name);
		button.type = 'button';
		button.addEventListener('click', () => {
			sql.value = example;
			byId('query').requestSubmit();
		});
		byId('examples').append(button);
	}
	sql.addEventListener('keydown', (event) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
			byId('query').requestSubmit();
		}
	});
	byId('query').addEventListener('submit', (event) => {
		event.preventDefault();
		run(sql.value);
	});
}

async function run(sql) {
	busy(true);
	say('…');
	try {
		show(await request('api/query', { method: 'POST', json: { sql }, timeout: TIMEOUT }));
	}
	catch (error) {
		byId('result').hidden = true;
		// What the database says is in the answer
		say((error.status === 422) ? error.message : explain(error, 'run queries'), true);
	}
	finally {
		busy(false);
	}
}

function show({ result, millis }) {
	const rows = result.rows.length;
	say(`${count(rows)} row${(rows === 1) ? '' : 's'} in ${duration(millis)}, tunnel and login included`);
	const table = document.createElement('table');
	const head = table.createTHead().insertRow();
	head.append(...result.columns.map((column) => element('th', column.name, column.numeric ? 'number' : '')));
	const body = table.createTBody();
	for (const row of result.rows) {
		body.insertRow().append(...row.map((value, column) => cell(value, result.columns[column])));
	}
	byId('result').replaceChildren(table);
	byId('result').hidden = false;
}

function cell(value, column) {
	if (value === null) {
		return element('td', 'null', column.numeric ? 'null number' : 'null');
	}
	const created = element('td', value, column.numeric ? 'number' : '');
	created.title = value;
	return created;
}

function say(text, bad = false) {
	byId('query-status').textContent = text;
	byId('query-status').classList.toggle('bad', bad);
}

function busy(state) {
	for (const button of byId('query').querySelectorAll('button')) {
		button.disabled = state;
	}
}
