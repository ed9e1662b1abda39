import { age, element, setText } from './format.js';
import { SPAN } from './history.js';

const HEIGHT = 190;

const TOP = 10;

const BOTTOM = 24;

const MIRRORED_LEFT = 66;

const LEFT = 34;

const RIGHT = 8;

const STEPS = 2;

const NARROW = 420;

const MINUTE = 60_000;

/**
 * A line chart of the last minutes. Its legend tells the values of now, or of the moment below the pointer.
 * The lines are given as { name, label, format, step, down }: a name is a field of the points and a class of the style;
 * where one goes down, there is an axis in the middle.
 */
export class Chart {

	#lines;

	#round;

	#mirrored;

	#left;

	#legend = element('ul', '', 'legend');

	#when = element('li', '', 'when');

	#svg = svg('svg', { role: 'img', height: HEIGHT });

	#grid = svg('g', { class: 'grid' });

	#cursor = svg('line', { class: 'cursor', y1: TOP, y2: HEIGHT - BOTTOM });

	#points = [];

	#width = 0;

	#pointer = null;

	constructor(host, lines, round) {
		this.#round = round;
		this.#mirrored = lines.some((line) => line.down);
		this.#left = this.#mirrored ? MIRRORED_LEFT : LEFT;
		this.#lines = lines.map((line) => ({
			...line,
			value: element('b', ''),
			area: svg('path', { class: `area ${line.name}` }),
			path: svg('path', { class: `line ${line.name}` })
		}));
		for (const { label, name, value } of this.#lines) {
			const item = element('li', '');
			item.append(element('span', '', `swatch ${name}`), `${label} `, value);
			value.className = (lines.length > 1) ? 'wide' : '';
			this.#legend.append(item);
		}
		this.#legend.append(this.#when);
		this.#svg.append(this.#grid, ...this.#lines.map((line) => line.area), ...this.#lines.map((line) => line.path),
				this.#cursor);
		host.append(this.#legend, this.#svg);
		this.#svg.addEventListener('pointermove', (event) => this.#point(event.offsetX));
		this.#svg.addEventListener('pointerdown', (event) => this.#point(event.offsetX));
		this.#svg.addEventListener('pointerleave', () => this.#point(null));
		new ResizeObserver(([entry]) => {
			this.#width = Math.floor(entry.contentRect.width);
			this.#draw();
		}).observe(host);
	}

	show(points) {
		this.#points = points;
		this.#draw();
	}

	#draw() {
		if (this.#width === 0 || this.#points.length === 0) {
			return;
		}
		const values = this.#points.flatMap((point) => this.#lines.map((line) => point[line.name] ?? 0));
		const top = this.#round(Math.max(...values));
		this.#svg.setAttribute('viewBox', `0 0 ${this.#width} ${HEIGHT}`);
		this.#svg.setAttribute('width', this.#width);
		this.#drawGrid(top);
		for (const line of this.#lines) {
			const runs = this.#runs(line, top);
			const base = this.#y(0, top);
			line.path.setAttribute('d', runs.map((run) => trace(run, line.step)).join(''));
			line.area.setAttribute('d', runs.map((run) => `${trace(run, line.step)}V${base}H${run[0].x}Z`).join(''));
		}
		this.#drawCursor();
		this.#describe();
	}

	#drawGrid(top) {
		const parts = [];
		for (let step = this.#mirrored ? -STEPS : 0; step <= STEPS; step++) {
			const value = top * step / STEPS;
			const y = this.#y(value, top);
			parts.push(svg('line', { x1: this.#left, x2: this.#width - RIGHT, y1: y, y2: y, class: (step === 0) ? 'axis' : '' }));
			if (!this.#mirrored || step % 2 === 0) {
				const label = this.#lines[0].format(Math.abs(value));
				parts.push(svg('text', { x: this.#left - 10, y: y + 4, 'text-anchor': 'end' }, label));
			}
		}
		const distance = (this.#width < NARROW) ? SPAN : MINUTE;
		for (let back = SPAN; back >= 0; back -= distance) {
			parts.push(svg('text', {
				x: this.#x(this.#now() - back), y: HEIGHT - 4,
				'text-anchor': (back === 0) ? 'end' : (back === SPAN) ? 'start' : 'middle'
			}, (back === 0) ? 'now' : `−${back / MINUTE} min`));
		}
		this.#grid.replaceChildren(...parts);
	}

	/** Returns what belongs together: between runs nobody looked. */
	#runs(line, top) {
		const runs = [];
		let open = false;
		for (const point of this.#points) {
			const value = point[line.name];
			if (value === null) {
				open = false;
				continue;
			}
			if (!open || point.gap) {
				runs.push([]);
			}
			open = true;
			runs.at(-1).push({ x: this.#x(point.time), y: this.#y(line.down ? -value : value, top) });
		}
		return runs;
	}

	#point(offset) {
		this.#pointer = offset;
		this.#drawCursor();
	}

	#drawCursor() {
		const latest = this.#points.at(-1);
		if (!latest) {
			return;
		}
		const chosen = (this.#pointer === null) ? latest : this.#nearest(this.#pointer);
		this.#cursor.toggleAttribute('hidden', chosen === latest);
		this.#cursor.setAttribute('x1', this.#x(chosen.time));
		this.#cursor.setAttribute('x2', this.#x(chosen.time));
		for (const line of this.#lines) {
			setText(line.value, line.format(chosen[line.name]));
		}
		setText(this.#when, (chosen === latest) ? '' : `${age(latest.time - chosen.time)} ago`);
	}

	#nearest(x) {
		return this.#points.reduce((best, point) =>
			(Math.abs(this.#x(point.time) - x) < Math.abs(this.#x(best.time) - x)) ? point : best);
	}

	#describe() {
		const latest = this.#points.at(-1);
		this.#svg.setAttribute('aria-label', 'Last five minutes. ' + this.#lines.map((line) => {
			const values = this.#points.map((point) => point[line.name]).filter((value) => value !== null);
			return `${line.label}: now ${line.format(latest[line.name])}, `
					+ `at most ${line.format(values.length ? Math.max(...values) : null)}.`;
		}).join(' '));
	}

	#now() {
		return this.#points.at(-1).time;
	}

	#x(time) {
		return round(this.#left + (this.#width - this.#left - RIGHT) * (1 - (this.#now() - time) / SPAN));
	}

	#y(value, top) {
		const height = HEIGHT - TOP - BOTTOM;
		return round(TOP + (this.#mirrored ? height / 2 * (1 - value / top) : height * (1 - value / top)));
	}

}

function trace(run, step) {
	return run.map(({ x, y }, index) =>
		(index === 0) ? `M${x} ${y}` : step ? `H${x}V${y}` : `L${x} ${y}`).join('');
}

function round(value) {
	return Math.round(value * 10) / 10;
}

function svg(name, attributes, text = '') {
	const created = document.createElementNS('http://www.w3.org/2000/svg', name);
	Object.entries(attributes).forEach(([key, value]) => created.setAttribute(key, value));
	created.textContent = text;
	return created;
}
