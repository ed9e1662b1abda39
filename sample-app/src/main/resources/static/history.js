/** How far back it goes, in milliseconds. */
export const SPAN = 5 * 60_000;

/** Looks farther apart than that, as when the page was hidden, have a gap between them. */
const GAP = 5000;

/**
 * The totals of the last minutes, as the server counted them: what went through tunnels that came and went between two
 * looks is in them too.
 */
export class History {

	#samples = [];

	add({ time, totals }) {
		const sample = { time: Date.parse(time), totals: new Map(totals.map((entry) => [key(entry), entry])) };
		if (this.#samples.length > 0 && restarted(this.#samples.at(-1), sample)) {
			this.#samples = [];
		}
		this.#samples.push(sample);
		while (this.#samples[0].time < sample.time - SPAN) {
			this.#samples.shift();
		}
	}

	/**
	 * Returns a point for each look, with the open tunnels and the bytes per second since the look before, of all totals
	 * that match; null where there was none shortly before.
	 */
	points(matches) {
		return this.#samples.map((sample, index) => {
			const before = this.#samples[index - 1];
			const seconds = before ? (sample.time - before.time) / 1000 : 0;
			const rate = (field) => (seconds > 0 && seconds * 1000 <= GAP)
				? (sum(sample, matches, field) - sum(before, matches, field)) / seconds : null;
			return {
				time: sample.time,
				gap: !before || seconds * 1000 > GAP,
				open: sum(sample, matches, 'active'),
				received: rate('bytesReceived'),
				sent: rate('bytesSent')
			};
		});
	}

}

function key({ side, tunnelId }) {
	return `${side}/${tunnelId ?? ''}`;
}

function sum(sample, matches, field) {
	return [...sample.totals.values()].filter(matches).reduce((total, entry) => total + entry[field], 0);
}

function restarted(before, now) {
	return now.time <= before.time || [...before.totals].some(([name, entry]) =>
		!now.totals.has(name) || now.totals.get(name).opened < entry.opened
				|| now.totals.get(name).bytesReceived < entry.bytesReceived);
}
