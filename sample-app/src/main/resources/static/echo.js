import { byId, bytes, duration, element } from './format.js';

const MEBIBYTE = 1024 * 1024;

const RANDOM_BLOCK = 65_536;

const LOG_LENGTH = 50;

const tunnels = new Map();

export function startEcho() {
	byId('echo').addEventListener('submit', (event) => {
		event.preventDefault();
		run(() => sendText(byId('message').value));
	});
	byId('megabyte').addEventListener('click', () => run(sendMebibyte));
	byId('disconnect').addEventListener('click', () => {
		byId('disconnect').disabled = true;
		tunnels.forEach((tunnel) => tunnel.socket.close(1000));
	});
}

async function run(action) {
	const buttons = byId('echo').querySelectorAll('button');
	buttons.forEach((button) => button.disabled = true);
	try {
		await action();
	}
	catch (error) {
		log(error.message, '', 'bad');
	}
	buttons.forEach((button) => button.disabled = false);
	byId('disconnect').disabled = tunnels.size === 0;
}

async function sendText(text) {
	const tunnel = await open('text-echo');
	const length = new TextEncoder().encode(text).length;
	const { answer, millis } = await exchange(tunnel, text, length);
	log(new TextDecoder().decode(answer), `${bytes(length)} of text in ${duration(millis)}`);
}

async function sendMebibyte() {
	const tunnel = await open('echo');
	const sent = new Uint8Array(MEBIBYTE);
	for (let start = 0; start < sent.length; start += RANDOM_BLOCK) {
		crypto.getRandomValues(sent.subarray(start, start + RANDOM_BLOCK));
	}
	const { answer, millis } = await exchange(tunnel, sent, sent.length);
	const same = answer.every((value, index) => value === sent[index]);
	log(same ? 'random bytes came back unchanged' : 'random bytes came back changed',
			`1 MiB in ${duration(millis)}`, same ? '' : 'bad');
}

/** Opens the tunnel of that name, or returns the one that is open. */
function open(name) {
	if (tunnels.has(name)) {
		return tunnels.get(name);
	}
	return new Promise((resolve, reject) => {
		const address = new URL(`tunnels/${name}`, document.baseURI);
		address.protocol = address.protocol.replace('http', 'ws');
		const socket = new WebSocket(address);
		const tunnel = { socket, received: () => {}, closed: reject };
		socket.binaryType = 'arraybuffer';
		socket.addEventListener('open', () => {
			tunnels.set(name, tunnel);
			resolve(tunnel);
		});
		socket.addEventListener('message', ({ data }) => tunnel.received(data));
		socket.addEventListener('close', ({ code, reason }) => {
			tunnels.delete(name);
			byId('disconnect').disabled = tunnels.size === 0;
			log(`/tunnels/${name} closed`, `${code} ${reason}`.trim());
			tunnel.closed(new Error(`/tunnels/${name} closed before the echo was complete`));
		});
	});
}

/** Sends one message and collects as many bytes: a stream keeps no message boundaries. */
function exchange(tunnel, message, length) {
	return new Promise((resolve, reject) => {
		const answer = new Uint8Array(length);
		const start = performance.now();
		let position = 0;
		tunnel.closed = reject;
		tunnel.received = (data) => {
			const part = (typeof data === 'string') ? new TextEncoder().encode(data) : new Uint8Array(data);
			answer.set(part, position);
			position += part.length;
			if (position === length) {
				tunnel.closed = () => {};
				resolve({ answer, millis: performance.now() - start });
			}
		};
		tunnel.socket.send(message);
	});
}

function log(text, note, className) {
	const item = document.createElement('li');
	item.append(element('span', text, className), element('span', note));
	byId('log').prepend(item);
	while (byId('log').childElementCount > LOG_LENGTH) {
		byId('log').lastElementChild.remove();
	}
}
