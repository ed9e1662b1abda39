/** Returns the lowest round number of bytes that is not below the value. */
export function roundBytes(value) {
	let unit = 1024;
	while (value > 500 * unit) {
		unit *= 1024;
	}
	const step = [1, 2, 4, 10, 20, 40, 100, 200, 500].find((candidate) => value <= candidate * unit);
	return step * unit;
}

/** Returns the lowest round number not below the value whose half is an integer. */
export function roundCount(value) {
	let unit = 1;
	while (value > 10 * unit) {
		unit *= 10;
	}
	return [2, 4, 10].find((candidate) => value <= candidate * unit) * unit;
}
