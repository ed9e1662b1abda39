const number = new Intl.NumberFormat('en');

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function count(value) {
	return number.format(value);
}

/** Returns at most three digits before the point and as many in all, if there is one. */
export function bytes(value) {
	let rest = value;
	let unit = 'B';
	for (let index = 0; rest >= 1000 && index < UNITS.length; index++) {
		rest /= 1024;
		unit = UNITS[index];
	}
	const digits = (unit === 'B' || rest >= 100 || Number.isInteger(rest)) ? 0 : (rest >= 10) ? 1 : 2;
	return `${rest.toFixed(digits)} ${unit}`;
}

export function rate(value) {
	return (value === null || value === undefined) ? '–' : `${bytes(value)}/s`;
}

export function duration(millis) {
	if (millis < 10) {
		return `${millis.toFixed(1)} ms`;
	}
	return (millis < 1000) ? `${millis.toFixed(0)} ms` : age(millis);
}

/** Returns a duration by whole seconds. */
export function age(millis) {
	const seconds = Math.floor(millis / 1000);
	if (seconds < 60) {
		return `${seconds} s`;
	}
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) {
		return `${minutes} min ${seconds % 60} s`;
	}
	const hours = Math.floor(minutes / 60);
	return (hours < 48) ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function clock(millis) {
	return new Date(millis).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

export function element(name, text, className) {
	const created = document.createElement(name);
	created.textContent = text;
	if (className) {
		created.className = className;
	}
	return created;
}

export function byId(id) {
	return document.getElementById(id);
}

/** Changes a text only if it is another one: live regions speak, and selections go, at every change. */
export function setText(node, text) {
	if (node.textContent !== text) {
		node.textContent = text;
	}
}
