import { Chart } from './chart.js';
import { Details } from './details.js';
import { startEcho } from './echo.js';
import { explain, list } from './endpoint.js';
import { byId, bytes, clock, count, rate, setText } from './format.js';
import { History } from './history.js';
import { poll } from './poll.js';
import { startQuery } from './query.js';
import { roundBytes, roundCount } from './scale.js';
import { name, Table } from './table.js';
import { showUser, startUser } from './user.js';

const history = new History();

const details = new Details(closing);

const table = new Table(byId('tunnels'), (tunnel, toClose) => details.open(tunnel, toClose));

const throughput = new Chart(byId('throughput'), [
	{ name: 'received', label: 'received', format: rate },
	{ name: 'sent', label: 'sent', format: rate, down: true }
], roundBytes);

const open = new Chart(byId('open-tunnels'), [{ name: 'open', label: 'open', format: count, step: true }], roundCount);

const STATES = { 401: 'logged out', 403: 'no access' };

/** Tunnels that were asked to close and are still open. */
const asked = new Map();

let answer = null;

/** The status of the last answer, if that was an error, 200 if not, or null without an answer. */
let status;

function answered(latest) {
	answer = latest;
	status = 200;
	showUser(status);
	history.add(latest);
	byId('trouble').hidden = true;
	watching(true);
	document.body.classList.remove('stale');
	setText(byId('state'), 'live');
	byId('state').className = 'state live';
	showClosed();
	show();
	details.refresh(latest.tunnels);
}

function failed(error, wait) {
	status = error.status ?? null;
	showUser(status);
	const since = answer ? ` What you see is from ${clock(Date.parse(answer.time))}.` : '';
	setText(byId('trouble-text'), explain(error, 'see tunnels') + since);
	setText(byId('trouble-wait'), wait ? `Next try in ${Math.round(wait / 1000)} s.` : '');
	setText(byId('retry'), (status === 401) ? 'Log in' : 'Try now');
	byId('retry').hidden = status === 403;
	byId('trouble').classList.toggle('calm', status === 403);
	byId('trouble').hidden = false;
	watching(answer !== null);
	document.body.classList.add('stale');
	setText(byId('state'), STATES[status] ?? ((status === null) ? 'no answer' : 'error'));
	byId('state').className = (status === 403) ? 'state' : 'state bad';
}

/** Without an answer there is nothing to see. */
function watching(something) {
	for (const part of document.querySelectorAll('.watch')) {
		part.hidden = !something;
	}
}

function show() {
	if (!answer) {
		return;
	}
	const side = chooseSide();
	const tunnel = chooseTunnel(side);
	const matches = (entry) => entry.side === side && (tunnel === '' || name(entry) === tunnel);
	const totals = answer.totals.filter(matches);
	const sum = (field) => totals.reduce((total, entry) => total + entry[field], 0);
	setText(byId('total-open'), count(sum('active')));
	setText(byId('total-opened'), count(sum('opened')));
	setText(byId('total-refused'), count(totals.flatMap((entry) => Object.values(entry.refused))
		.reduce((total, value) => total + value, 0)));
	setText(byId('total-received'), bytes(sum('bytesReceived')));
	setText(byId('total-sent'), bytes(sum('bytesSent')));
	const points = history.points(matches);
	throughput.show(points);
	open.show(points);
	showTable(answer.tunnels.filter(matches));
}

function showTable(tunnels) {
	const wanted = byId('find').value.trim().toLowerCase();
	const found = tunnels.filter((tunnel) => [name(tunnel), tunnel.path, tunnel.principal, tunnel.remoteAddress, tunnel.id]
		.some((text) => text?.toLowerCase().includes(wanted)));
	const shown = table.show(found);
	byId('tunnels').hidden = shown === 0;
	setText(byId('tunnels-status'), (tunnels.length === 0) ? 'None is open.'
		: (shown === 0) ? `None of the ${count(tunnels.length)} that are open is like that.`
		: (shown < tunnels.length) ? `${count(shown)} of ${count(tunnels.length)}` : '');
}

/** An application may be both ends of a tunnel, whose sums would count everything twice: one side at a time. */
function chooseSide() {
	const sides = ['server', 'client'].filter((side) => answer.totals.some((entry) => entry.side === side));
	byId('sides').hidden = sides.length < 2;
	for (const side of sides) {
		setText(byId(`${side}-count`), count(answer.tunnels.filter((tunnel) => tunnel.side === side).length));
	}
	const chosen = document.querySelector('input[name=side]:checked').value;
	return (sides.length === 1) ? sides[0] : chosen;
}

function chooseTunnel(side) {
	const select = byId('tunnel');
	const names = answer.totals.filter((entry) => entry.side === side).map(name).sort();
	const present = [...select.options].slice(1).map((option) => option.value);
	if (names.join('\n') !== present.join('\n')) {
		const chosen = select.value;
		select.replaceChildren(select.options[0], ...names.map((each) => new Option(each, each)));
		select.value = names.includes(chosen) ? chosen : '';
	}
	return select.value;
}

function closing(tunnel) {
	asked.set(tunnel.id, tunnel);
	table.markClosing(tunnel.id);
	say(`Closing ${name(tunnel)} ${tunnel.remoteAddress}…`);
}

function showClosed() {
	const open = new Set(answer.tunnels.map((tunnel) => tunnel.id));
	for (const [id, tunnel] of asked) {
		if (!open.has(id)) {
			asked.delete(id);
			say(`${name(tunnel)} ${tunnel.remoteAddress} is closed.`);
		}
	}
}

function say(text) {
	setText(byId('notice'), text);
}

function sortBy(order) {
	table.sortBy(order);
	byId('sort').value = order;
	for (const button of byId('tunnels').querySelectorAll('th button')) {
		const chosen = button.dataset.sort === order;
		const direction = ['tunnel', 'peer'].includes(order) ? 'ascending' : 'descending';
		button.closest('th').setAttribute('aria-sort', chosen ? direction : 'none');
	}
}

byId('tunnels').tHead.addEventListener('click', ({ target }) => {
	const button = target.closest('button');
	if (button) {
		sortBy(button.dataset.sort);
	}
});
byId('sort').addEventListener('change', ({ target }) => sortBy(target.value));
byId('find').addEventListener('input', show);
byId('tunnel').addEventListener('change', show);
byId('sides').addEventListener('change', show);
sortBy('age');
startQuery();
startEcho();
startUser();
const tryNow = poll(list, answered, failed);
byId('retry').addEventListener('click', () => (status === 401) ? location.reload() : tryNow());
