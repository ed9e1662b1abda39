import { age, bytes, element, rate, setText } from './format.js';

/** More rows than that are no help, and slow. */
const MOST = 200;

const ORDERS = {
	age: (one, other) => Date.parse(one.openedAt) - Date.parse(other.openedAt),
	tunnel: (one, other) => name(one).localeCompare(name(other)),
	peer: (one, other) => one.remoteAddress.localeCompare(other.remoteAddress, 'en', { numeric: true }),
	received: (one, other) => other.bytesReceived - one.bytesReceived,
	sent: (one, other) => other.bytesSent - one.bytesSent,
	unread: (one, other) => other.bytesUnread - one.bytesUnread
};

export function name(tunnel) {
	return tunnel.tunnelId ?? '(no name)';
}

/** The open tunnels, a row for each, which stays the same element as long as the tunnel is open. */
export class Table {

	#body;

	#opened;

	#rows = new Map();

	#order = 'age';

	#tunnels = [];

	/** Tells opened of a tunnel whose details are asked for, and whether it is to be closed. */
	constructor(table, opened) {
		this.#body = table.tBodies[0];
		this.#opened = opened;
	}

	sortBy(order) {
		this.#order = order;
		this.show(this.#tunnels);
	}

	/** Shows the tunnels, and returns how many of them. */
	show(tunnels) {
		this.#tunnels = tunnels;
		const shown = tunnels.toSorted(ORDERS[this.#order]).slice(0, MOST);
		const ids = new Set(shown.map((tunnel) => tunnel.id));
		for (const [id, row] of this.#rows) {
			if (!ids.has(id)) {
				row.element.remove();
				this.#rows.delete(id);
			}
		}
		const focused = document.activeElement;
		shown.forEach((tunnel, index) => {
			const row = this.#row(tunnel);
			row.update(tunnel);
			if (this.#body.rows[index] !== row.element) {
				this.#body.insertBefore(row.element, this.#body.rows[index] ?? null);
			}
		});
		if (document.activeElement !== focused && focused?.isConnected) {
			focused.focus({ preventScroll: true });
		}
		return shown.length;
	}

	/** A tunnel was asked to close, which takes a while. */
	markClosing(id) {
		this.#rows.get(id)?.close();
	}

	#row(tunnel) {
		if (!this.#rows.has(tunnel.id)) {
			this.#rows.set(tunnel.id, new Row(tunnel, this.#opened));
		}
		return this.#rows.get(tunnel.id);
	}

}

class Row {

	element = element('tr', '');

	#age = cell('Open for', 'number');

	#received = cell('Received', 'number');

	#sent = cell('Sent', 'number');

	#unread = cell('Unread', 'number');

	#meter = element('meter', '');

	#closing = false;

	#button;

	constructor(tunnel, opened) {
		this.element.dataset.id = tunnel.id;
		this.element.setAttribute('role', 'row');
		const title = element('button', name(tunnel), 'link');
		title.type = 'button';
		title.setAttribute('aria-label', `Details of ${name(tunnel)} ${tunnel.remoteAddress}`);
		title.addEventListener('click', () => opened(tunnel, false));
		const tunnelCell = cell('', 'name');
		tunnelCell.first.replaceChildren(title);
		setText(tunnelCell.second, tunnel.path);
		const peer = cell('Peer', 'peer');
		setText(peer.first, tunnel.remoteAddress);
		setText(peer.second, [tunnel.principal, tunnel.transport].filter(Boolean).join(' · '));
		this.#meter.max = tunnel.receiveWindow;
		this.#meter.high = tunnel.receiveWindow * 0.75;
		this.#meter.optimum = 0;
		this.#meter.setAttribute('aria-label', 'Receive window');
		this.#unread.second.append(this.#meter);
		this.#button = element('button', 'Close', 'small');
		this.#button.type = 'button';
		this.#button.setAttribute('aria-label', `Close ${name(tunnel)} ${tunnel.remoteAddress}`);
		this.#button.addEventListener('click', () => opened(tunnel, true));
		const action = element('td', '', 'action');
		action.setAttribute('role', 'cell');
		action.append(this.#button);
		this.element.append(tunnelCell.td, peer.td, this.#age.td, this.#received.td, this.#sent.td, this.#unread.td,
				action);
	}

	update(tunnel) {
		setText(this.#age.first, age(tunnel.ageMillis));
		setText(this.#age.second, this.#closing ? 'closing…' : idle(tunnel));
		this.#show(this.#received, tunnel.bytesReceived, tunnel.receiveRate);
		this.#show(this.#sent, tunnel.bytesSent, tunnel.sendRate);
		setText(this.#unread.first, bytes(tunnel.bytesUnread));
		this.#meter.value = tunnel.bytesUnread;
		this.#meter.title = `${bytes(tunnel.bytesUnread)} of ${bytes(tunnel.receiveWindow)} wait for a reader`;
	}

	close() {
		this.#closing = true;
		this.element.classList.add('closing');
		this.#button.disabled = true;
		setText(this.#age.second, 'closing…');
	}

	#show({ first, second }, total, perSecond) {
		setText(first, bytes(total));
		setText(second, (perSecond > 0) ? rate(perSecond) : '–');
		second.classList.toggle('busy', perSecond > 0);
	}

}

function idle(tunnel) {
	return (tunnel.idleMillis < 2000) ? 'busy' : `idle ${age(tunnel.idleMillis)}`;
}

/** Returns a cell of two lines, whose label shows where the table has no head. */
function cell(label, className) {
	const td = element('td', '', className);
	td.setAttribute('role', 'cell');
	if (label) {
		td.dataset.label = label;
	}
	const first = element('span', '', 'first');
	const second = element('span', '', 'second');
	td.append(first, second);
	return { td, first, second };
}
