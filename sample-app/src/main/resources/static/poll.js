const INTERVAL = 1000;

const LONGEST_WAIT = 10_000;

/** Whoever is refused is not let in for asking again. */
const FINAL = [401, 403];

/**
 * Calls load once a second while the page is visible, and less often while it fails. An answer goes to answered; an
 * error, with the milliseconds until the next try, to failed: null if there is none until the page is looked at again.
 * Returns a function that tries at once.
 */
export function poll(load, answered, failed) {
	let failures = 0;
	let running = false;
	let timer;

	async function run() {
		if (running) {
			return;
		}
		running = true;
		clearTimeout(timer);
		try {
			await attempt();
		}
		finally {
			running = false;
		}
	}

	async function attempt() {
		let answer;
		try {
			answer = await load();
		}
		catch (error) {
			const wait = FINAL.includes(error.status) ? null : Math.min(INTERVAL * 2 ** failures, LONGEST_WAIT);
			failures++;
			schedule(wait);
			failed(error, wait);
			return;
		}
		failures = 0;
		schedule(INTERVAL);
		answered(answer);
	}

	function schedule(wait) {
		if (wait !== null && !document.hidden) {
			timer = setTimeout(run, wait);
		}
	}

	document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : run());
	run();
	return run;
}
