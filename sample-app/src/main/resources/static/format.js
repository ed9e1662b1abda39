const number = new Intl.NumberFormat('en');

export function count(value) {
	return number.format(value);
}

export function bytes(value) {
	if (value < 10_000) {
		return `${number.format(value)} B`;
	}
	const kilo = value / 1024;
	return (kilo < 1000) ? `${kilo.toFixed(1)} KiB` : `${(kilo / 1024).toFixed(2)} MiB`;
}

export function duration(millis) {
	if (millis < 10) {
		return `${millis.toFixed(1)} ms`;
	}
	if (millis < 1000) {
		return `${millis.toFixed(0)} ms`;
	}
	const seconds = Math.floor(millis / 1000);
	if (seconds < 60) {
		return `${seconds} s`;
	}
	const minutes = Math.floor(seconds / 60);
	return (minutes < 60) ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function element(name, text, className) {
	const created = document.createElement(name);
	created.textContent = text;
	if (className) {
		created.className = className;
	}
	return created;
}
