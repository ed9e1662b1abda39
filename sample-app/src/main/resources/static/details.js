import { close, detail, explain } from './endpoint.js';
import { age, byId, bytes, clock, count, element, rate, setText } from './format.js';
import { name } from './table.js';

/**
 * The dialog that shows one tunnel, and closes it. Tells closing of a tunnel that was asked to close.
 */
export class Details {

	#dialog = byId('details');

	#closing;

	#tunnel = null;

	/** The tunnel that is being asked to close. */
	#asked = null;

	constructor(closing) {
		this.#closing = closing;
		byId('details-close').addEventListener('click', () => this.#close());
		byId('details-back').addEventListener('click', () => this.#dialog.close());
		this.#dialog.addEventListener('close', () => this.#tunnel = null);
		this.#dialog.addEventListener('click', (event) => {
			if (event.target === this.#dialog) {
				this.#dialog.close();
			}
		});
	}

	open(tunnel, toClose) {
		this.#tunnel = tunnel;
		setText(byId('details-title'), name(tunnel));
		this.#say('');
		byId('details-close').disabled = false;
		this.#list(tunnel, {});
		this.#dialog.showModal();
		byId(toClose ? 'details-close' : 'details-back').focus();
		this.refresh();
	}

	/** Looks again if the dialog is open, unless its tunnel is not among those given or asked to close. */
	async refresh(open) {
		const tunnel = this.#tunnel;
		if (!tunnel || this.#asked === tunnel) {
			return;
		}
		if (open && !open.some((each) => each.id === tunnel.id)) {
			this.#ended();
			return;
		}
		try {
			const { tunnel: now, ...more } = await detail(tunnel.id);
			if (this.#tunnel === tunnel) {
				this.#list(now, more);
			}
		}
		catch (error) {
			// Of a server that does not answer the page tells
			if (this.#tunnel === tunnel && error.status === 404 && this.#asked !== tunnel) {
				this.#ended();
			}
		}
	}

	async #close() {
		const tunnel = this.#tunnel;
		byId('details-close').disabled = true;
		this.#asked = tunnel;
		try {
			await close(tunnel.id);
			this.#closing(tunnel);
			if (this.#tunnel === tunnel) {
				this.#dialog.close();
			}
		}
		catch (error) {
			if (this.#tunnel === tunnel) {
				byId('details-close').disabled = false;
				this.#failed(error);
			}
		}
		finally {
			if (this.#asked === tunnel) {
				this.#asked = null;
			}
		}
	}

	#failed(error) {
		if (error.status === 404) {
			this.#ended();
		}
		else {
			this.#say(explain(error, 'close tunnels'));
		}
	}

	#ended() {
		this.#tunnel = null;
		byId('details-close').disabled = true;
		this.#say('This tunnel has ended.');
	}

	#say(text) {
		setText(byId('details-error'), text);
	}

	#list(tunnel, more) {
		const entries = {
			'connection': tunnel.id,
			'side': tunnel.side,
			'path': tunnel.path,
			'user': tunnel.principal,
			'peer': tunnel.remoteAddress,
			'this end': tunnel.localAddress,
			'transport': tunnel.transport,
			'scheme': more.scheme,
			'subprotocol': more.subprotocol,
			'messages': more.messageType?.toLowerCase(),
			'open': `for ${age(tunnel.ageMillis)}, since ${clock(Date.parse(tunnel.openedAt))}`,
			'idle': `for ${age(tunnel.idleMillis)}`,
			'received': `${traffic(tunnel.bytesReceived, tunnel.messagesReceived)}, ${rate(tunnel.receiveRate)}`,
			'sent': `${traffic(tunnel.bytesSent, tunnel.messagesSent)}, ${rate(tunnel.sendRate)}`,
			'unread': `${bytes(tunnel.bytesUnread)} of ${bytes(tunnel.receiveWindow)}`,
			'writers waited': `${age(tunnel.writeBlockedMillis)}`
		};
		byId('details-list').replaceChildren(...Object.entries(entries).filter(([, value]) => value).map(([key, value]) => {
			const group = element('div', '');
			group.append(element('dt', key), element('dd', value));
			return group;
		}));
	}

}

function traffic(total, messages) {
	return `${bytes(total)} in ${count(messages)} message${(messages === 1) ? '' : 's'}`;
}
