import { bytes, count, duration, element } from './format.js';

const INTERVAL = 1000;

const byId = (id) => document.getElementById(id);

let before = new Map();

export function startTunnels() {
	refresh();
}

async function refresh() {
	if (!document.hidden) {
		await load();
	}
	setTimeout(refresh, INTERVAL);
}

async function load() {
	const status = byId('tunnels-status');
	try {
		const response = await fetch('api/tunnels');
		if (!response.ok) {
			throw new Error(`HTTP ${response.status}`);
		}
		show(await response.json());
		status.textContent = '';
	}
	catch (error) {
		status.textContent = `The server does not answer (${error.message}).`;
		status.classList.add('bad');
	}
}

function show({ tunnels, totals }) {
	byId('open').textContent = count(tunnels.length);
	byId('tunnels').textContent = count(totals.tunnels);
	byId('received').textContent = bytes(totals.bytesReceived);
	byId('sent').textContent = bytes(totals.bytesSent);
	byId('list').replaceChildren(...(tunnels.length ? tunnels.map(row) : [none()]));
	before = new Map(tunnels.map((tunnel) => [tunnel.id, tunnel.bytesReceived + tunnel.bytesSent]));
}

function row(tunnel) {
	const created = document.createElement('tr');
	const busy = before.has(tunnel.id) && before.get(tunnel.id) !== tunnel.bytesReceived + tunnel.bytesSent;
	created.classList.toggle('busy', busy);
	created.append(
			element('td', tunnel.tunnel),
			element('td', tunnel.remoteAddress, 'minor'),
			element('td', tunnel.messageType.toLowerCase(), 'minor'),
			element('td', duration(tunnel.ageMillis), 'number'),
			element('td', bytes(tunnel.bytesReceived), 'number'),
			element('td', bytes(tunnel.bytesSent), 'number'));
	return created;
}

function none() {
	const created = document.createElement('tr');
	const cell = element('td', 'none', 'null');
	cell.colSpan = 6;
	created.append(cell);
	return created;
}
